# %% [markdown]
# # 07 Deep RNNs, representing sentences, retrieval
#
# **150 minutes.** (Essay included. Plan half an hour more for slow reading, 40 minutes for the optional exercises.) After this module you can
#
# - stack recurrent layers, with links between them, and say what each link does to a gradient;
# - shorten a sequence on its way up;
# - write a sentence as one vector, whatever its length;
# - train two encoders so that a question and its answer come close;
# - hold a neural search against counting words, and say who wins where.
#
# You need module 01's `rnn_forward`, module 02's counts, module 03's gradients by lag, module 05's GRU and intervals, and module 06's lengths and masks.

# %% setup
import numpy as np

from helpers.checks.m07_deep import (
    check_classification_loss,
    check_deep_forward,
    check_depth_gated_step,
    check_effective_depth,
    check_in_batch_retrieval_loss,
    check_pool,
    check_pyramid_forward,
    check_pyramid_reduce,
    check_recall_at_k,
    check_retrieval_by_hand,
    check_tf_idf,
)
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.modules import m07_deep
from helpers.scratch.ops import log_softmax, sigmoid

# %% [markdown]
# At the end your `tf_idf`, `pool` and `in_batch_retrieval_loss` run this search engine for Python's standard library, asked in plain English. It weighs words and compares vectors learned from about 3,400 functions.

# %% experiment=8 volatile
from helpers.datasets.docstrings import library_functions
from helpers.experiments.m07_deep.parts import search, sentences
from helpers.plots.modules import m07_deep as figures

library = sentences.library(0, library_functions())
E, _ = search.train_vectors(
    library, m07_deep.pool, m07_deep.in_batch_retrieval_loss, steps=200, bar=True
)
index = search.build_index(library, m07_deep.tf_idf, E, m07_deep.pool)
for query in ("shuffle a list", "run a program and read its output"):
    print(f"> {query}")
    figures.print_found(search.find(index, query, m07_deep.pool, count=2))
figures.show_map_at()

# %% [markdown]
# There is no recurrent network in it. Would one find more? That is measured below.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** On five seeds, the paired interval (module 05) of the differences between two models is $[-0.02, 0.05]$. So (a) they are equally good, (b) the first is better, (c) five seeds cannot tell.

# %% predict="recall_interval"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, "c", "An interval that contains 0 is no proof that two models are equal.")

# %% [markdown]
# **Two.** A model reads bags of words (module 00). How many different inputs do the six orders of *dog*, *bites*, *man* make?

# %% predict="recall_bag"
prediction = None

# %%
score_recall(prediction, 1, "A bag holds no order, so no weights can tell the six apart.")

# %% [markdown]
# **Three.** A batch (module 06) is padded to $T = 5$. Counted from 0, at which step is the last real state of a row of length 3?

# %% predict="recall_last"
prediction = None

# %%
score_recall(prediction, 2, "Length minus 1; what stands at T - 1 is padding.")

# %% [markdown]
# ## 1 Layers on layers
#
# Unrolled, every RNN so far is deep in time and one layer deep in *space*: between an input and the state that it changes stands a single tanh. Graves, Mohamed and Hinton (2013) stacked up to five LSTMs, and set a record in recognising phonemes with three of them: each layer reads the states of the one below as if they were its inputs,
#
# $$ h^{l}_t = \tanh\big(h^{l-1}_t W_x^{l} + h^{l}_{t-1} W_h^{l} + b^{l}\big), \qquad h^{-1}_t = x_t , $$
#
# with $l = 0, \dots, L - 1$, every $h^l_t$ $(B, H)$, $W_x^0$ $(D, H)$ and all other matrices $(H, H)$. The hope: letters, then words, then phrases.
#
# Let us try. An Elman network reads the help topics of module 01 letter by letter, for 120 updates. Once it has one layer of 99 units, once four of 58, about 40,000 weights either way. *Letters alone* is the loss of someone who knows how frequent each letter is, and nothing else.
#
# **Predict first.** The single layer reaches about 3.05 nats per character. What do four layers reach?

# %% predict="four_layers"
prediction = None

# %% experiment=6 volatile
from helpers.experiments.m07_deep.parts import deep_text

figures.show_map_at("stack")
ids, held_out, V = deep_text.text_ids(0)
unigram = deep_text.letters_alone(ids, held_out, V)
short = {"rate": 0.002, "steps": 120, "every": 120}
for L, H in ((1, 99), (4, 58)):
    model = deep_text.DeepText("RNN", V, H, L, False, np.random.default_rng(0))
    nats = deep_text.learn(model, ids, held_out, **short)[-1][2]
    print(f"{L} layers: {nats:.2f} nats; letters alone {unigram:.2f}")
score_prediction(prediction, nats, unit="nats per character", within=0.1)

# %% [markdown]
# Four layers have learned how frequent letters are, as a table of counts would. Something is broken. To find out what, build the stack, and with it the part that will mend it: a *residual link*, which adds a layer's input to its states. Write $y^l$ for what layer $l$ shows to the one above; then
#
# $$ y^{0} = h^{0}, \qquad y^{l} = h^{l} + y^{l-1} \quad (l \ge 1), $$
#
# each of shape $(T, B, H)$. What is added is all that the layer below shows, its own link included, not its states $h^{l-1}$ alone.
#
# ### Exercise 7.1 deep_forward
#
# **20 minutes, 3 points.** `deep_forward(ps, xs, h0s, residual)` runs $L$ stacked Elman layers. `ps` is a list of $L$ `RNNParams(W_x, W_h, b)`, the lowest layer first; `xs (T, B, D)` is the input of the lowest layer, and `h0s` is a list with each layer's first state $(B, H)$. A layer reads what the layer below shows. Without `residual` it shows its states. With `residual` every layer but the lowest shows its states plus its input, `hs + xs`; the recurrence itself never sees what was added. The lowest layer has no such link, because $D$ and $H$ may differ.
#
# It returns `hs (T, B, H)`, what the top layer shows, and `h_lasts`, a list of $L$ arrays $(B, H)$: each layer's own last state, from which that layer would go on, without anything added. Without `residual` the layers may differ in width. `rnn_forward(p, xs, h0)` of module 01 is given; it returns the states $(T, B, H)$ of one layer and its caches.
#
# By hand, with $L = 2$, $T = 2$, $B = D = H = 1$, both $W_x = 1$, all other weights and states 0, and the inputs 1 and 2: the lower layer shows $\tanh 1 = 0.7616$ and $\tanh 2 = 0.9640$. The upper one has the states $\tanh 0.7616 = 0.6420$ and $\tanh 0.9640 = 0.7461$. `hs` is (0.6420, 0.7461), with `residual` (1.4036, 1.7101), and `h_lasts` is 0.9640, 0.7461 either way. A third such layer, with `residual`, reads (1.4036, 1.7101): its states are 0.8861 and 0.9367, and it shows (2.2897, 2.6468).


# %% exercise="deep_forward" minutes=20
def deep_forward(ps, xs, h0s, residual):
    ### BEGIN SOLUTION
    # Why: What one layer shows is the next one's whole input, so layer after layer can run over
    # all T steps. The link adds the input to what is shown, after the recurrence: the state that the
    # layer itself reads at the next step stays a value of tanh.
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual and layer > 0 else hs
    return xs, h_lasts
    ### END SOLUTION


# %% check="deep_forward" points=3
check_deep_forward(deep_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_deep_forward

check_deep_forward(deep_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One loop over the layers is enough. What is the input of layer 1, and in which line does it take the place of `xs`? Two things leave a layer: what it shows, with its input added or not, and its last state. To which of them does the link belong?
#
# </details>
#
# [Worked solution]()

# %% volatile
import torch

from helpers.nn.cells import RNNCell
from helpers.nn.layers import Stacked, layers_from_scratch
from helpers.scratch.init import init_rnn

rng = np.random.default_rng(0)
deep = yours(deep_forward, check_deep_forward, m07_deep.deep_forward)
ps = [init_rnn(rng, D, 8) for D in (5, 8, 8)]
xs, h0s = rng.normal(size=(7, 2, 5)), [np.zeros((2, 8))] * 3
twin = Stacked(layers_from_scratch(RNNCell, ps), residual=[False, True, True])
ys = twin(torch.tensor(xs))[0].detach().numpy()
print(f"largest difference from PyTorch: {np.abs(deep(ps, xs, h0s, True)[0] - ys).max():.0e}")

# %% [markdown]
# How deep is such a stack, once it is unrolled?
#
# ### Exercise 7.2 effective_depth
#
# **5 minutes, 1 point.** In a stack of $L$ layers without links, unrolled over $T$ steps, the state of a layer at a step is computed, through one tanh, from the same layer's state one step before and from the state of the layer below at the same step. `effective_depth(T, L)` returns a whole number: how many tanh's stand on a path from the input of the first step to the state of the top layer at the last step. (All such paths have equally many.)
#
# By hand, with $T = 1$ and $L = 1$ there is one tanh. With $T = 3$ and $L = 2$, one path runs through layer 0 at step 0, layer 1 at step 0, layer 1 at step 1, layer 1 at step 2: four.


# %% exercise="effective_depth" minutes=5
def effective_depth(T, L):
    ### BEGIN SOLUTION
    # Why: A path moves T - 1 times to the next step and L - 1 times to the next layer, in any
    # order. So many moves join T + L - 1 states, and each state is one tanh. Depth in layers adds to
    # depth in time; it does not multiply it.
    return T + L - 1
    ### END SOLUTION


# %% check="effective_depth" points=1
check_effective_depth(effective_depth)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_effective_depth

check_effective_depth(effective_depth, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Draw the states as a grid of $L$ rows and $T$ columns. Each move goes one column to the right or one row up. How many moves lead from one corner to the other, and how many states do they visit?
#
# </details>
#
# [Worked solution]()
#
# ### Two ways for a gradient to fade
#
# So a gradient has two ways to fade: along time, as in module 03, and down the layers. Your `deep_forward` runs four layers with PyTorch's first weights; the gradient comes in at the top, at the last step, with norm 1.
#
# **Predict first.** Without links, what is its norm at the lowest layer's state of that same last step, three layers down?

# %% predict="three_down"
prediction = None

# %% experiment=2
from helpers.experiments.m07_deep.parts import depth

norms = {
    title: np.array([depth.layer_gradients(deep, seed, links) for seed in range(5)])
    for title, links in (("without links", False), ("with links", True))
}
score_prediction(prediction, float(np.median(norms["without links"][:, 0, 0])), within=0.05)
figures.show_gradients(norms)

# %% [markdown]
# Without links each layer passes on about half of what it gets, so the lowest one, which meets the text, learns least. With links each layer passes on a little *more* than it gets: the sum has a way past every tanh. But look along the lag. Twenty steps back at most $4 \cdot 10^{-5}$ is left in any layer, and with links even less. A link from layer to layer is no link from step to step; for that there are module 04's gates.
#
# ### Does it help?
#
# Stored runs, with one to four layers at equal weights, with and without links, three splits of the text.
#
# **Predict first.** Where does the lowest held-out loss lie? (a) one layer, (b) two to four layers without links, (c) two to four with links.

# %% predict="which_depth"
prediction = None

# %% experiment=1 volatile
from helpers.datasets.ngrams import interpolated_nll
from helpers.experiments import stored

figures.show_map_at("links")
score_recall(
    prediction, "c", "Links mend what depth breaks; from two layers on they are ahead of one."
)
counts = interpolated_nll(ids, held_out[:24_000], V, 5)
baselines = {"letters alone": unigram, "5-grams, interpolated": counts}
figures.show_depth(stored("depth_text"), baselines)

# %% [markdown]
# Without links every further layer makes things worse, from a mean of 2.15 nats at one layer to 3.07 at four (the figure draws medians). With links the same number of weights reaches 1.95 at two and 1.89 at four; on no split does a network without links come near. So depth pays on this text, and most of the gain is there with the second layer. Two cautions. With links the readout also sees the sum of all layers, which may help by itself. And PyTorch's first weights are small: larger ones would pass more down a plain stack. Besides, 400 updates are few: module 02's 5-grams are ahead of all. (Scored are the first 24,000 held-out characters; on all of them 5-grams have 1.64.)
#
# ### Other ways to be deep
#
# Pascanu and others (2014) asked where depth could go. Between the layers, as above. Or into the *step*: a **deep transition** takes two or more tanh from $h_{t-1}$ to $h_t$. Then depth multiplies with time, since a path of $T$ steps meets $2T$ tanh, not $T + 1$. The cell measures what that does to a gradient in one layer.

# %% experiment=1
deeper = {
    n: np.array([depth.transition_gradients(seed, n) for seed in range(5)]) for n in (1, 2, 4)
}
figures.print_transitions(deeper)

# %% [markdown]
# Each added tanh layer halves what a step leaves, *at every step*. Hence the shortcuts around the inner layers that Pascanu and others added, and a rule of thumb: deep in layers with links, shallow in time.
#
# A link may also be a gate. In the **depth-gated LSTM** (Yao and others 2015) the memory itself has a way up, $c^{l}_t = d^{l}_t \odot c^{l-1}_t + f \odot c^{l}_{t-1} + i \odot g$ with a learned *depth gate* $d^{l}_t$ (optional exercise 7.9); Zhang and others (2016) and the highway networks of Srivastava and others (2015) are near relatives. One number each, three LSTM layers, 200 updates on the same text:

# %% experiment=0
figures.print_gated(stored("depth_gated_text"))

# %% [markdown]
# After 200 updates the plain stack still knows no more than how frequent letters are. Depth gates gain 0.11 nats, residual links 0.68. This is early in training, with one learning rate, and the depth-gated cells draw their first weights in their own way; so it says that a gate which starts half open passes on less than a sum, and not more.
#
# ## 2 A pyramid
#
# Schmidhuber's *history compressor* (1992) passed on only what a lower network had failed to predict; El Hihi and Bengio (1995) gave layers different time scales, an idea that module 05's clockwork took up. The **pyramid** of Chan and others (2016), built to transcribe speech, does it in the simplest way: before each next layer, two neighbouring steps become one.
#
# ### Exercise 7.3 pyramid_reduce
#
# **15 minutes, 3 points.** `pyramid_reduce(hs, lengths)` halves the number of steps. `hs (T, B, H)` are states of sequences of unequal length, `lengths (B,)` whole numbers from 1 to $T$, in any order. Two neighbouring steps of a row become one of twice the width: step $t$ of the result holds `hs[2t]`, then `hs[2t + 1]`. It returns `reduced (⌈T/2⌉, B, 2H)` and `new_lengths (B,)`, the lengths halved and rounded up, again whole numbers. A row of odd length keeps its last step; zeros take the place of the missing neighbour. Padding is 0 in the result, and may be anything in `hs`, NaN as well.
#
# By hand, with $H = 1$, two rows of lengths 3 and 2, and $T = 3$: the rows (1, 2, 3) and (4, 5, 99) become ((1, 2), (3, 0)) and ((4, 5), (0, 0)), with the lengths 2 and 1. The 99 is padding.


# %% exercise="pyramid_reduce" minutes=15
def pyramid_reduce(hs, lengths):
    ### BEGIN SOLUTION
    # Why: With padding set to 0 first, the even and the odd steps can be joined along the last
    # axis whatever the lengths are, and no state leaves its row. An odd T lacks its last odd step,
    # which one step of zeros replaces.
    T, B, H = hs.shape
    real = np.arange(T)[:, None] < lengths
    hs = np.where(real[:, :, None], hs, 0)
    hs = np.concatenate([hs, np.zeros((T % 2, B, H))])
    return np.concatenate([hs[::2], hs[1::2]], axis=2), (lengths + 1) // 2
    ### END SOLUTION


# %% check="pyramid_reduce" points=3
check_pyramid_reduce(pyramid_reduce)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_pyramid_reduce

check_pyramid_reduce(pyramid_reduce, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `hs[::2]` are the even steps, `hs[1::2]` the odd ones. Along which axis are they joined? What must be done first, so that an odd $T$ has as many of one kind as of the other, and padding does not get in? (`reshape` keeps the order of all numbers in memory: which axis stands between the two neighbours there?)
#
# </details>
#
# [Worked solution]()
#
# Every layer above runs over half as many steps: less to compute, and a gradient has half as far to go. Your function halves the vectors of four sentences, beside its counterpart in PyTorch:

# %% experiment=0 volatile
from helpers.nn import layers

halve = yours(pyramid_reduce, check_pyramid_reduce, m07_deep.pyramid_reduce)
words, lengths = sentences.padded([f.sentence for f in library.test[:4]], library.vocab)
hs, twin = E[words], torch.tensor(E[words])
print(f"layer 0: {len(hs):2d} steps of {hs.shape[2]:3d} numbers, lengths {lengths.tolist()}")
for layer in (1, 2):
    twin, _ = layers.pyramid_reduce(twin, torch.tensor(lengths))
    hs, lengths = halve(hs, lengths)
    shape = f"{len(hs):2d} steps of {hs.shape[2]:3d} numbers, lengths {lengths.tolist()}"
    print(f"layer {layer}: {shape}; PyTorch's differ by {np.abs(hs - twin.numpy()).max():.0e}")

# %% [markdown]
# What is lost is resolution. Here three LSTM layers read 256 characters of source code and say of which of six packages they are; the files they are tested on are new. Stride 2 halves once, stride 4 twice, and all have 65,000 weights. Stored: three seeds of 1,000 updates each.
#
# **Predict first.** Each network gets 30 seconds of one processor. What is the accuracy at stride 4 minus that at stride 1? (Always naming the most frequent package scores 0.19.)

# %% predict="stride_four"
prediction = None

# %% experiment=1
from helpers.datasets.paired import paired_interval

figures.show_map_at("pyramid")
pyramid = stored("pyramid_windows")
early = figures.accuracy_within(figures.pyramid_rows(pyramid), 30)
score_prediction(prediction, float(np.mean(early["4"] - early["1"])), within=0.1)
figures.show_pyramid(pyramid, paired_interval)

# %% [markdown]
# Cheaper it is: an update takes about half of stride 1's time at stride 2, about 0.4 of it at stride 4. In 30 seconds stride 4 has learned far more, and the interval of the difference is clear of 0. After equally many updates it is ahead with each seed, too; but stride 1 varies so much, from 0.21 to 0.57, that the interval contains 0. Whether a pyramid also learns more *per update* stays open.
#
# ## 3 A sentence as one vector
#
# A reader leaves a state at every step; a sentence needs *one* vector, whatever its length. Three cheap ways: the **last** state, which has seen everything, but for the longest time what came first; the **mean**, in which every step has an equal share; the **max** of each unit, which keeps what stood out anywhere.
#
# ### Exercise 7.4 pool
#
# **10 minutes, 2 points.** `pool(hs, lengths, how)` makes one vector of each row: `hs (T, B, H)`, `lengths (B,)` as before, `how` one of the texts `"last"`, `"mean"`, `"max"`; it returns an array $(B, H)$. `"last"` is the state of a row's last real step, `"mean"` the mean and `"max"` the largest value of each unit, both over the real steps only. Padding may be anything, NaN as well.
#
# By hand, with $H = 1$ and the rows $(-1, -2, -6)$ of length 3 and $(-4, -5, 99)$ of length 2: `"last"` is $(-6, -5)$, `"mean"` is $(-3, -4.5)$, `"max"` is $(-1, -4)$.


# %% exercise="pool" minutes=10
def pool(hs, lengths, how):
    ### BEGIN SOLUTION
    # Why: Each way has its own neutral number for padding: 0 leaves a sum as it is, minus
    # infinity leaves a maximum as it is. np.where drops what stood there, where a product with 0
    # would keep NaN. Each row has its own divisor and its own last step.
    T, B, _ = hs.shape
    real = (np.arange(T)[:, None] < lengths)[:, :, None]
    if how == "last":
        return hs[lengths - 1, np.arange(B)]
    if how == "mean":
        return np.where(real, hs, 0).sum(axis=0) / lengths[:, None]
    return np.where(real, hs, -np.inf).max(axis=0)
    ### END SOLUTION


# %% check="pool" points=2
check_pool(pool)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_pool

check_pool(pool, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over the rows is a fine first version: `hs[:n, b]` are the real states of row `b` of length `n`. Without a loop: build the mask $(T, B)$ of real steps from `lengths`, then give padding a number that cannot matter. Is that number the same for a mean and for a maximum?
#
# </details>
#
# [Worked solution]()
#
# ### Which package is it from?
#
# "Return the total number of seconds in the duration": of which package is a function that is described like this? A GRU reads the first sentence of a docstring, and a softmax chooses among the ten largest packages. The baseline does not know the order of words: logistic regression on words weighed by TF-IDF (section 4).
#
# **Predict first.** Who is ahead on held-out sentences? (a) GRU, last, (b) GRU, mean, (c) GRU, max, (d) TF-IDF or a mean of words.

# %% predict="packages"
prediction = None

# %% experiment=1
figures.show_map_at("vector")
score_recall(
    prediction, "d", "Words alone, counted or averaged, are ahead of every GRU by 0.06 or more."
)
figures.print_packages(stored("docstring_packages"), paired_interval)

# %% [markdown]
# Words win. Logistic regression on TF-IDF, at 0.81, and a mean of word vectors, at 0.84, are 0.06 to 0.11 ahead of the GRU: all its intervals lie below 0. Three splits cannot tell its pools apart, nor the two ways of using words. In a sentence of nine words (the median) the nouns tell the package. About 1,500 training sentences, eight times those tested, are enough to learn which nouns, and too few to learn what their order adds.
#
# ## 4 Finding a function
#
# Now the task of the first page. A *query* is the first sentence of a docstring, a *document* is the function's signature, such as `calendar.monthrange(year, month)`. One tenth of all functions are held out; for each of their sentences all of their signatures compete, over 400.
#
# ### Count words first
#
# The baseline is from 1972. Karen Spärck Jones gave each word a weight that falls with the number of documents it stands in, since a word which few share says more. With the count in the document that makes *term frequency, inverse document frequency*.
#
# ### Exercise 7.5 tf_idf
#
# **15 minutes, 3 points.** `tf_idf(counts)` takes `counts (N, V)`, how often each of $V$ words stands in each of $N$ documents. With $df_v$, the number of documents in which word $v$ stands at all,
#
# $$ idf_v = \ln \frac{1 + N}{1 + df_v} + 1, \qquad u_{nv} = counts_{nv}\, idf_v, \qquad weights_{nv} = \frac{u_{nv}}{\sqrt{\sum_{w} u_{nw}^2}} . $$
#
# (It is scikit-learn's default.) It returns `weights (N, V)`, where each row has length 1, so that an inner product of two rows is the cosine of their angle, and `idf (V,)`. A document without words keeps a row of zeros.
#
# By hand, with two documents and three words, counts (1, 1, 0) and (0, 2, 0): $df = (1, 2, 0)$, $idf = (\ln\frac32 + 1,\ \ln 1 + 1,\ \ln 3 + 1) = (1.4055, 1, 2.0986)$. The first row is $(1.4055, 1, 0)$ divided by 1.7249, which is $(0.8148, 0.5797, 0)$; the second is $(0, 1, 0)$.


# %% exercise="tf_idf" minutes=15
def tf_idf(counts):
    ### BEGIN SOLUTION
    # Why: A word that every document has says nothing about any of them, and still keeps the
    # factor 1; the two 1s in the fraction stand for one more document that has every word, so that
    # nothing is divided by 0. The norm takes the length of the document out.
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + df)) + 1
    weights = counts * idf
    norms = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights / np.where(norms > 0, norms, 1), idf
    ### END SOLUTION


# %% check="tf_idf" points=3
check_tf_idf(tf_idf)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_tf_idf

check_tf_idf(tf_idf, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A word that stands five times in one document counts once in $df$. Along which axis of `counts` do the documents lie, and along which is a row's length measured? `keepdims=True` keeps the axis that was summed, so that a division finds its row. What is the norm of an empty document?
#
# </details>
#
# [Worked solution]()

# %% experiment=2 volatile
figures.show_map_at("words")
weigh = yours(tf_idf, check_tf_idf, m07_deep.tf_idf)
pooled = yours(pool, check_pool, m07_deep.pool)
counted = search.held_out_scores(library, E, weigh, pooled)["TF-IDF"]
places = sentences.ranks_of(counted, np.arange(len(counted)))
at = int(np.flatnonzero(places > 100)[0])
print(f"{library.test[at].sentence}: this is {library.test[at].signature}")
print(f"TF-IDF puts it on place {places[at]} of {len(places)}.")

# %% [markdown]
# Sentence and signature have hardly a word in common, or none at all. No weighting helps there. What is wanted is a space in which *a sentence lies near its function*, words shared or not.
#
# ### Bring pairs close
#
# Encode both as vectors, $q$ and $d$ $(B, H)$, and let their inner product be the score. To train it one needs wrong documents, and a batch holds them already: for query $i$ the documents of all other queries are wrong. Those *in-batch negatives* (Henderson and others 2017) cost nothing but a product of matrices. But they are wrong by assumption alone: with `os.unlink` in the batch of `os.remove`, which does the same, training pushes a right answer away. Such *false negatives* become more frequent as batches grow. First with numbers, on paper.
#
# ### Exercise 7.6 retrieval_by_hand
#
# **15 minutes, 3 points.** On paper. Three queries (rows) score three documents (columns), and document $i$ is the right one for query $i$:
#
# | | document 1 | document 2 | document 3 |
# |---|---|---|---|
# | query 1 | 2 | 1 | $-1$ |
# | query 2 | 0 | 1 | 1 |
# | query 3 | 3 | 2 | 1 |
#
# - `rank_1`, `rank_2`, `rank_3`: the place of the right document among the three, 1 for the best; a document with the same score as the right one stands before it.
# - `recall_1`, `recall_2`: the share of queries whose right document has a rank of at most 1, at most 2.
# - `loss_1`, `loss_2`, `loss_3`: turn each row into probabilities by softmax; the loss of a query is $-\ln$ of the probability of its right document, in nats. `loss` is the mean of the three.
# - `ds_21`, `ds_22`, `ds_23`: the gradient of `loss`, the mean, with respect to the three scores of query 2.
#
# `retrieval_by_hand()` returns the twelve numbers to four decimals, in a dict with these keys.
#
# By hand, `loss_1`: $e^2 + e^1 + e^{-1} = 10.4752$, and $-\ln(e^2 / 10.4752) = 0.3490$.


# %% exercise="retrieval_by_hand" minutes=15
def retrieval_by_hand():
    ### BEGIN SOLUTION
    # Why: The tie puts the second right document on place 2, whatever the order in which a
    # program would list the two. For a gradient ask what a small rise of one score does: it takes
    # probability from the others, so each score gets its probability, the right one gets it minus 1,
    # and the mean over three queries divides by 3.
    numbers = {"rank_1": 1, "rank_2": 2, "rank_3": 3, "recall_1": 0.3333, "recall_2": 0.6667}
    numbers |= {"loss_1": 0.3490, "loss_2": 0.8620, "loss_3": 2.4076, "loss": 1.2062}
    return numbers | {"ds_21": 0.0518, "ds_22": -0.1926, "ds_23": 0.1408}
    ### END SOLUTION


# %% check="retrieval_by_hand" points=3
check_retrieval_by_hand(retrieval_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_retrieval_by_hand

check_retrieval_by_hand(retrieval_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Every query is a row of its own: rank and softmax look along the row. For the gradient, begin with `loss_2` alone and write it as $\ln(e^{s_1} + e^{s_2} + e^{s_3}) - s_2$. What is its slope in $s_1$, and what in $s_2$? Which share of `loss` is `loss_2`?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With $p_{ij} = e^{s_{ij}} / \sum_k e^{s_{ik}}$ and $B$ queries, $loss = -\frac1B \sum_i \ln p_{ii}$ and $ds_{ij} = \frac1B\,(p_{ij} - [i = j])$. Each row of the gradient sums to 0: raising all scores of a query together changes nothing.
#
# </details>
#
# ### Exercise 7.7 in_batch_retrieval_loss
#
# **15 minutes, 3 points.** `in_batch_retrieval_loss(q, d)` takes the vectors `q (B, H)` of $B \ge 2$ queries and `d (B, H)` of their documents: row $b$ of `d` is the right one for row $b$ of `q`, all others are wrong. The score of query $i$ and document $j$ is the inner product of their vectors. It returns `loss`, the mean over the queries of $-\ln$ of the right document's probability, in nats, and `dscores (B, B)`, the gradient of `loss` with respect to the scores. Scores may be as large as 1,000. `log_softmax(scores)` is given: it works along the last axis, and `axis=` selects another.
#
# By hand, with $B = 2$, $H = 1$, $q = (1, 2)$ and $d = (1, 0)$: the scores are ((1, 0), (2, 0)), the right documents have the probabilities 0.7311 and 0.1192, the losses are 0.3133 and 2.1269, their mean is 1.2201, and `dscores` is $((-0.1345, 0.1345), (0.4404, -0.4404))$.


# %% exercise="in_batch_retrieval_loss" minutes=15
def in_batch_retrieval_loss(q, d):
    ### BEGIN SOLUTION
    # Why: It is the classification of module 01 with the batch's documents as classes, and
    # class b for query b: the diagonal. Hence softmax minus the identity, divided by B because the
    # loss is a mean.
    B = len(q)
    log_probs = log_softmax(q @ d.T)
    loss = -np.diag(log_probs).mean()
    return loss, (np.exp(log_probs) - np.eye(B)) / B
    ### END SOLUTION


# %% check="in_batch_retrieval_loss" points=3
check_in_batch_retrieval_loss(in_batch_retrieval_loss)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_in_batch_retrieval_loss

check_in_batch_retrieval_loss(in_batch_retrieval_loss, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One matrix product makes all scores. Which axis of it belongs to the queries, and along which do the probabilities of one query sum to 1? Where in this matrix do the right documents stand? For the gradient, do for every row what 7.6 did for row 2.
#
# </details>
#
# [Worked solution]()
#
# The last step back is short. With $s = q\, d^\top$, a small change of $q_i$ moves every score of row $i$, that of document $j$ by $d_j$: so $dq = ds\; d$, and in the same way $dd = ds^\top q$. What is left is a mean's backward pass: each of $n$ words gets $\frac1n$ of the vector's gradient.
#
# ### How good is it?
#
# *Recall@k* is the share of queries whose document is among the first $k$. A tie is where many a reported number comes from: an encoder that maps everything to one vector would rank every document first, if ties counted in its favour.
#
# ### Exercise 7.8 recall_at_k
#
# **10 minutes, 2 points.** `recall_at_k(scores, gold, k)` takes `scores (Q, N)` of $N$ documents for each of $Q$ queries, `gold (Q,)` with the index of each query's right document, and a whole number $k \ge 1$, which may be larger than $N$. It returns a number from 0 to 1: the share of queries whose right document has a rank of at most $k$. Ties count against: another document with the same score as the right one stands before it.
#
# By hand, with the scores (3, 1, 2) and (2, 2, 0) and `gold` (0, 0): at $k = 1$ the first query is a hit, the second is not, because document 1 has the same score: 0.5. At $k = 2$ both are hits: 1.


# %% exercise="recall_at_k" minutes=10
def recall_at_k(scores, gold, k):
    ### BEGIN SOLUTION
    # Why: To count the documents that score at least as much needs no sorting, and no order
    # among equal scores: the count includes the right document itself, so it is the rank. A model
    # that gives every document the same score then finds nothing.
    own = scores[np.arange(len(gold)), gold]
    ranks = (scores >= own[:, None]).sum(axis=1)
    return (ranks <= k).mean()
    ### END SOLUTION


# %% check="recall_at_k" points=2
check_recall_at_k(recall_at_k)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_recall_at_k

check_recall_at_k(recall_at_k, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Take each query's score of its right document first. How many of the row's scores are at least as large? `np.argsort` would have to put equal scores into some order: which one, and is it the one asked for?
#
# </details>
#
# [Worked solution]()
#
# ## 5 Yours searches the library
#
# Now your functions at work: 400 updates of a vector for each word. `pool` takes their mean, `in_batch_retrieval_loss` drives them, `recall_at_k` scores them against your `tf_idf`.
#
# **Predict first.** TF-IDF has a recall@10 of about 0.79 on this split. What do the learned vectors reach?

# %% predict="learned_vectors"
prediction = None

# %% experiment=6 volatile
figures.show_map_at("close", "search")
contrast = yours(
    in_batch_retrieval_loss, check_in_batch_retrieval_loss, m07_deep.in_batch_retrieval_loss
)
recall = yours(recall_at_k, check_recall_at_k, m07_deep.recall_at_k)
first, _ = search.train_vectors(library, pooled, contrast, steps=0, bar=False)
E, losses = search.train_vectors(library, pooled, contrast, steps=400)
scores = search.held_out_scores(library, E, weigh, pooled)
gold = np.arange(len(library.test))
score_prediction(prediction, recall(scores["vectors"], gold, 10), within=0.03)
for name, one in scores.items():
    print(f"{name:8s} recall@1 {recall(one, gold, 1):.2f}, @10 {recall(one, gold, 10):.2f}")

# %% experiment=1 volatile
untrained = search.held_out_scores(library, first, weigh, pooled)["vectors"]
figures.show_scores(untrained[::18, ::18], scores["vectors"][::18, ::18], losses)

# %% [markdown]
# The diagonal was visible before training: a shared word adds the same vector to both sides, so even random vectors count common words, if noisily. On the training pairs the loss falls nearly to 0, so much of what is learned is learned by heart. Still, vectors and counted words miss different functions, and their sum is better than either.
#
# And a recurrent network, which knows that "file to path" is not "path to file"? Stored: a GRU in both directions with two of the pools, beside a mean of words, TF-IDF, and the sum, on three splits. Each network keeps the weights that were best on validation functions.
#
# **Predict first.** What is the recall@10 of the best GRU minus that of the mean of words?

# %% predict="gru_minus_mean"
prediction = None

# %% experiment=1
found = stored("find_function")
tens = {k: v[:, 0].mean() for k, v in figures.retrieval_scores(found, (10,)).items()}
best = max((k for k in tens if k.startswith("GRU")), key=tens.get)
print(f"best GRU: {best}")
score_prediction(prediction, float(tens[best] - tens["mean of words"]), within=0.03)
figures.show_retrieval(found, paired_interval)
figures.print_examples(found)

# %% [markdown]
# The mean of words is ahead of both GRUs on every split, by 0.08 and 0.12 at recall@10, and neither interval contains 0. Not that a GRU ignores order: with the words shuffled it loses another 0.08 to 0.12. But what order tells it does not make up for what reading costs, 50,000 more weights to be fitted to 3,400 pairs. (The GRUs made 300 updates, the mean 800; but three of six GRUs were at their best before the end, so that more updates would not have helped those.) So where does each win? TF-IDF wins where one rare word decides, such as `dylib`. In most of the opposite cases sentence and signature share no known word; then all documents tie at 0, and the right one is ranked last, 436th of 436. That is why its curve stays flat at 0.80: for a fifth of all queries counting has nothing to count. Encoders find it by words that mean much the same. At recall@1 TF-IDF is level with the mean of words or a little ahead. So they make different mistakes, and their sum is best on every split, 0.05 ahead of TF-IDF at recall@10 on average.
#
# ### The search box
#
# All functions are indexed now, by signature and sentence. First what each way puts first for three questions; then a box for yours. (Without widgets: call `search_for("delete a folder", "both")`.)

# %% experiment=2 volatile
import ipywidgets

index = search.build_index(library, weigh, E, pooled)
for query in ("erase a directory", "capitalize the first letter", "download a web page"):
    print(f"> {query}")
    figures.print_unknown(query, index.vocab)
    for by in ("words", "vectors", "both"):
        print(f"  {by:8s} {search.find(index, query, pooled, by, count=1)[0].signature}")


def search_for(query, by):
    figures.print_unknown(query, index.vocab)
    figures.print_found(search.find(index, query, pooled, by, count=6))


box = ipywidgets.Text("split a path into folder and file", continuous_update=False)
_ = ipywidgets.interact(search_for, query=box, by=["both", "words", "vectors"])

# %% [markdown]
# *Erase* stands in no training text. Counting is left with *directory*; the vectors find a function that removes one. *Capitalize* weighs in a mean of vectors as little as *the*, while counting gives a rare word the most weight. Without *download* and *web* no way leads to `urllib`: what its texts lack, a search does not know, nor does it say so unless it is made to.
#
# ### Optional: three more steps
#
# <details><summary>A memory that also flows upwards: 15 minutes</summary>
#
# ### Exercise 7.9 depth_gated_step
#
# **15 minutes, 0 points.** `depth_gated_step(p, x, h, c, c_below)` is one step of a layer of a depth-gated LSTM. `x (B, D)` is the state that the layer below shows, `c_below (B, H)` the memory of the layer below after the same step, `h`, `c` $(B, H)$ are the layer's own. `p` has `W_x (D, 4H)`, `W_h (H, 4H)`, `b (4H,)` with the blocks i, f, g, o, peepholes `p_i`, `p_f`, `p_o` $(H,)$ as in 5.7, and for the depth gate `W_xd (D, H)`, `w_cd`, `w_ld`, `b_d` $(H,)$. With the four blocks $a_i, a_f, a_g, a_o$ of $x W_x + h W_h + b$, in this order,
#
# $$ i = \sigma(a_i + p_i \odot c), \qquad f = \sigma(a_f + p_f \odot c), \qquad g = \tanh(a_g), $$
#
# $$ d = \sigma(x W_{xd} + w_{cd} \odot c + w_{ld} \odot c_{below} + b_d), \qquad c_{next} = d \odot c_{below} + f \odot c + i \odot g, $$
#
# $$ o = \sigma(a_o + p_o \odot c_{next}), \qquad h_{next} = o \odot \tanh(c_{next}), $$
#
# it returns `h_next`, `c_next`, both $(B, H)$.
#
# By hand, with $H = 1$, all weights 0, $c = 2$ and $c_{below} = 1$: $i = f = o = d = 0.5$ and $g = 0$, so $c_{next} = 0.5 + 1 = 1.5$ and $h_{next} = 0.5 \tanh 1.5 = 0.4526$.
#
# </details>


# %% exercise="depth_gated_step" minutes=15 optional
def depth_gated_step(p, x, h, c, c_below):
    ### BEGIN SOLUTION
    # Why: c is carried through time by f, c_below is carried up by d: both ways are a product
    # with a gate, so a gradient can go down the layers as it goes back through time, without tanh.
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    d = sigmoid(x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)
    c_next = d * c_below + f * c + i * np.tanh(a_g)
    o = sigmoid(a_o + p.p_o * c_next)
    return o * np.tanh(c_next), c_next
    ### END SOLUTION


# %% check="depth_gated_step" points=0
check_depth_gated_step(depth_gated_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_depth_gated_step

check_depth_gated_step(depth_gated_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Begin with `peephole_step` of module 05. One line is new, and one line gains a term. What does the depth gate read that no other gate reads, and what does it not read that all others do?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>A pyramid of layers: 15 minutes</summary>
#
# ### Exercise 7.10 pyramid_forward
#
# **15 minutes, 0 points.** `pyramid_forward(ps, xs, h0s, lengths)` runs $L$ Elman layers, and halves the sequence with `pyramid_reduce` before every layer but the lowest. `ps` and `h0s` are as in 7.1, so `ps[1].W_x` has $2H$ rows; `xs (T, B, D)`, `lengths (B,)`. It returns `hs (T', B, H)`, the states of the top layer with 0 on padding, and `new_lengths (B,)`, the lengths of its rows; $T'$ is $T$ halved $L - 1$ times, rounded up each time. Padding of `xs` may be anything, NaN as well. Call `rnn_forward` and `m07_deep.pyramid_reduce`, or your own.
#
# By hand: with $L = 3$ and $T = 5$ the layers see 5, 3 and 2 steps; a row of length 3 has the lengths 3, 2 and 1.
#
# </details>


# %% exercise="pyramid_forward" minutes=15 optional
def pyramid_forward(ps, xs, h0s, lengths):
    ### BEGIN SOLUTION
    # Why: A layer that reads forwards does not need to know where a row ends: what it does on
    # padding comes after all that is real, and the next reduction sets it to 0. Only the top layer's
    # padding is left to do.
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = m07_deep.pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    real = np.arange(len(xs))[:, None] < lengths
    return np.where(real[:, :, None], xs, 0), lengths
    ### END SOLUTION


# %% check="pyramid_forward" points=0
check_pyramid_forward(pyramid_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_pyramid_forward

check_pyramid_forward(pyramid_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The loop of 7.1, with one line more for all layers but one. Which lengths does the third layer's input have? What stands on the padding of the last layer's states before you clear it?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The loss of a classifier: 10 minutes</summary>
#
# ### Exercise 7.11 classification_loss
#
# **10 minutes, 0 points.** `classification_loss(logits, labels)` takes `logits (B, C)` of $C$ classes and `labels (B,)`, the index of each row's class. It returns `loss`, the mean over the rows of $-\ln$ of the class's probability, in nats, and its gradient `dlogits (B, C)`: 6.4 for one step and without padding. `log_softmax` is given. Logits may be as large as 1,000.
#
# By hand, with the logits (0, 0) and $(\ln 3, 0)$ and the labels 0, 1: the probabilities are 0.5 and 0.25, the losses 0.6931 and 1.3863, their mean is 1.0397, and `dlogits` is $((-0.25, 0.25), (0.375, -0.375))$.
#
# </details>


# %% exercise="classification_loss" minutes=10 optional
def classification_loss(logits, labels):
    ### BEGIN SOLUTION
    # Why: The same loss as 7.7, where the label of row b was b. Each row gives its
    # probabilities, minus 1 at its label, and the mean divides by the number of rows.
    B = len(labels)
    log_probs = log_softmax(logits)
    loss = -log_probs[np.arange(B), labels].mean()
    dlogits = np.exp(log_probs)
    dlogits[np.arange(B), labels] -= 1
    return loss, dlogits / B
    ### END SOLUTION


# %% check="classification_loss" points=0
check_classification_loss(classification_loss)
### BEGIN HIDDEN TESTS
from helpers.checks.m07_deep import check_classification_loss

check_classification_loss(classification_loss, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `log_probs[np.arange(B), labels]` picks one entry of each row. What is the slope of $\ln \sum_j e^{s_j} - s_y$ in the score of the label, and in another one?
#
# </details>
#
# [Worked solution]()
#
# ## 6 Claimed and measured

# %% experiment=1
from helpers.plots.modules.m07_claims import show_claims

show_claims(
    paired_interval,
    norms,
    stored("depth_text"),
    deeper,
    stored("depth_gated_text"),
    pyramid,
    stored("docstring_packages"),
    found,
)

# %% [markdown]
# ## 7 Limits
#
# - **Small and short.** About 3,400 pairs, networks of 40,000 to about 340,000 weights, minutes of training. Depth may pay on large data.
# - **Hardly tuned.** Two learning rates for the Elman networks, where the larger one was always better; one for all others; PyTorch's small first weights; three splits, so that every interval is wide.
# - **Easy queries.** A docstring's first sentence was written beside the function's name. People's questions share fewer words with it, which favours vectors; the recalls here are those of authors, not of users.
# - **One right answer.** Another function may suit the sentence as well, and counts as a miss.
#
# ## 8 Summary
#
# - A stack adds depth to time: $T + L - 1$ tanh; a deep transition multiplies.
# - A residual link keeps the gradient's size from layer to layer, not from step to step.
# - A pyramid halves the steps: cheaper, shorter ways back, and here more learned in the same time.
# - Pool over real steps only: last, mean or max.
# - In-batch negatives: softmax over the batch, gradient softmax minus identity over $B$.
# - Hold every encoder against TF-IDF and against a mean of words; count ties against.
#
# So far the networks read. In module 08 they write.
#
# ### Essay: a search for the help desk
#
# **4 points, graded by hand.** 150 to 300 words. A company has 2,000 answered questions of its help desk. It wants to find, for a new question, the old answer that fits, and plans a deep bidirectional LSTM encoder, "since it understands the order of words". One point each: two baselines you would build first, and why they may win; how you would split and what you would report; where the wrong documents come from in training, and one way in which they can be right ones; one finding that would convince you that the LSTM is worth it.

# %% [markdown] essay="a_help_desk" points=4 minutes=20
# **Rubric.**
#
# - 1 point: TF-IDF (or another count of words) and a mean of word vectors; with 2,000 pairs a large encoder learns by heart, and rare words such as names of products carry most of what is searched for.
# - 1 point: questions about one incident on one side of the split, or split by time; recall@1 and @10 (or mean reciprocal rank) on held-out questions among *all* answers, over several splits or seeds with the spread, ties against.
# - 1 point: other answers of the batch; several questions have the same or an equally good answer, so that a right document is pushed away; repeated answers must be merged or masked.
# - 1 point: a gain in recall over the better baseline, with a paired interval without 0, at a cost that is stated; a drop when the words are shuffled shows that order is used; a gain on questions that share no word with their answer.
#
# **A good answer** asks first how many words question and answer share.

# %% [markdown]
# ## Sources, read critically
#
# - J. Schmidhuber (1992), *Learning complex, extended sequences using the principle of history compression*, Neural Computation 4. Levels that see only surprises: the first deep RNN.
# - S. El Hihi & Y. Bengio (1995), *Hierarchical recurrent neural networks for long-term dependencies*, NIPS. Slow layers above fast ones; module 11 takes their delays up.
# - A. Graves, A. Mohamed & G. Hinton (2013), *Speech recognition with deep recurrent neural networks*, ICASSP. Depth mattered more than width there: LSTMs that read both ways, one to five layers. The record on TIMIT, 17.7 % wrong phonemes, was a transducer's with three; five layers trained by CTC had 18.4 %.
# - M. Hermans & B. Schrauwen (2013), *Training and analysing deep recurrent neural networks*, NIPS. Time scales differ by layer; all layers feed the output, which is a link too.
# - R. Pascanu, C. Gulcehre, K. Cho & Y. Bengio (2014), *How to construct deep recurrent neural networks*, ICLR. Deep transition, deep output, stacking; the gains are small, and shortcuts are needed.
# - K. Yao, T. Cohn, K. Vylomova, K. Duh & C. Dyer (2015), *Depth-gated LSTM*, arXiv:1508.03790: the memory flows up as well. Y. Zhang and others (2016), *Highway long short-term memory RNNs for distant speech recognition*, ICASSP: the same idea, found independently. R. K. Srivastava, K. Greff & J. Schmidhuber (2015), *Highway networks*, arXiv:1505.00387: the gate without a recurrence.
# - Y. Wu and others (2016), *Google's neural machine translation system*, arXiv:1609.08144. Residual links between LSTM layers. Without them four layers trained well, six barely, more than eight very poorly.
# - W. Chan, N. Jaitly, Q. Le & O. Vinyals (2016), *Listen, attend and spell*, ICASSP. The pyramid; without it training was far slower and worse.
# - K. Spärck Jones (1972), *A statistical interpretation of term specificity and its application in retrieval*, Journal of Documentation 28. The weight was a rounded logarithm; why a logarithm was explained only later. The smoothed formula here is scikit-learn's.
# - M. Henderson and others (2017), *Efficient natural language response suggestion for Smart Reply*, arXiv:1705.00652. Negatives from the batch. Both sides are sums of n-gram vectors and a feed-forward network, not an RNN.
# - J. Wieting, M. Bansal, K. Gimpel & K. Livescu (2016), *Towards universal paraphrastic sentence embeddings*, ICLR. A mean of word vectors beats an LSTM where training and test differ.
# - A. Conneau, D. Kiela, H. Schwenk, L. Barrault & A. Bordes (2017), *Supervised learning of universal sentence representations from natural language inference data*, EMNLP. A bidirectional LSTM with max pooling ahead of last and mean, with 570,000 pairs.
