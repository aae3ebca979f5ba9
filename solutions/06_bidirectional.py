# %% [markdown]
# # 06 Bidirectional RNNs, tagging, batches of unequal length
#
# **175 minutes.** (Essay included. Plan half an hour more for slow reading, 20 minutes for the optional exercises.) After this module you can
#
# - read a batch of sentences of unequal length from both sides, padding left alone;
# - average a loss over the words that are there, and its gradient with it;
# - prove whether a model sees the future;
# - score a tagger by words, by hard words and by names;
# - form batches that waste little, and say what sorting costs.
#
# You need module 01's forward and backward pass, module 02's masks and counts, module 04's LSTM, and module 05's intervals.

# %% setup
import numpy as np

from helpers.checks.m06_bidirectional import (
    check_birnn_forward,
    check_bucket,
    check_final_states,
    check_leaking_steps,
    check_masked_tag_loss,
    check_pack,
    check_padded_by_hand,
    check_padding_waste,
    check_reverse_padded,
    check_span_f1,
    check_unpack,
)
from helpers.scratch import bidirectional, bptt
from helpers.scratch.ops import log_softmax

# %% [markdown]
# Here you build a tagger, which says of each word whether it is a noun, a verb, an auxiliary, a name: its *part of speech*. Ten of them, five that read from left to right and five of equal size that read from both sides, were asked for the first word of four sentences, chosen to make a point. ("5 AUX": all five said auxiliary.)

# %%
from helpers.datasets.paired import paired_interval
from helpers.experiments import stored, two_sides
from helpers.plots.modules import m06_bidirectional as figures
from helpers.plots.modules import m06_claims

taggers, test = stored("tagger_sentences"), two_sides.load_tagged("test")
figures.print_first_words(*two_sides.first_words(taggers, test, (118, 39, 21, 24)))
figures.show_map_at()

# %% [markdown]
# No reader from the left can do it: after "Will", "and Grace" is unread. At the end yours tags what you type, and shows for each word which side decided.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** What is the lowest possible loss on rolls of a fair die with 8 faces, in nats per roll (module 02)?

# %% predict="recall_floor"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 2.079, "ln 8: every face has the probability 1/8.")

# %% [markdown]
# **Two.** A batch has two rows, one of 3 real steps with the loss 1 nat each, one of 1 real step with the loss 5. What is the mean loss per real step (module 02)?

# %% predict="recall_mask"
prediction = None

# %%
score_recall(prediction, 2, "8 nats over 4 real steps; the mean of the rows' means would be 3.")

# %% [markdown]
# **Three.** A paper writes $h_{next} = (1 - z) \odot h + z \odot n$, our GRU (module 05) $(1 - z) \odot n + z \odot h$. The paper's $z$ has the bias $-2$. Which corresponds in ours?

# %% predict="recall_way_round"
prediction = None

# %%
score_recall(prediction, 2, "1 - sigmoid(a) is sigmoid(-a): weights and bias change their sign.")

# %% [markdown]
# ## 1 A score too good to be true
#
# If what comes later helps, why did module 02 predict the next symbol from the left only? Let us do better. A second network reads the row from the right, with weights of its own, and the readout sees both states: at step $t$ the left one has read $x_0 \dots x_t$, the right one $x_{T-1} \dots x_t$. The target is, as always, $x_{t+1}$.
#
# The data are rows of 21 rolls of a die with eight faces, so $T = 20$ inputs with a target each. Nothing can be learned: the floor is $\ln 8 = 2.079$ nats.
#
# **Predict first.** Where does the two-way model end, in nats per roll, on dice it has not seen?

# %% predict="dice"
prediction = None

# %% experiment=3
figures.show_map_at("cheat")
sides = {"one way": two_sides.LEFT, "two ways": two_sides.BOTH}
models = {name: two_sides.dice_model(reads) for name, reads in sides.items()}
dice = {name: two_sides.dice_losses(models[name], sides[name]) for name in sides}
score_prediction(prediction, dice["two ways"].mean(), unit="nats per roll", within=0.1)
figures.show_dice(dice, np.log(8))

# %% [markdown]
# It predicts every roll but the last. The target $x_{t+1}$ is what the right reader read a moment before it came to $x_t$: the model copies. Only at the end of the row there is nothing to copy from, and it knows as little as anyone.
#
# On real text the cheat is harder to notice, because nobody knows the floor. Both models now read the characters of the course's own sentences. Last, the test sentences are cut off at a place drawn at random, and only the last character is scored: nothing follows it.

# %% experiment=12 volatile
figures.print_text(two_sides.text_losses())

# %% [markdown]
# 0.06 nats a character, where 4-grams (module 02's, interpolated) need 2.01: a triumph, if one believes it. Asked to *write*, when the next character does not exist yet, the same weights are worse than a uniform guess (4.66 against 4.19). A model may read only what it will have when it is used.
#
# So where may a network look ahead? Where the whole input is there before the answer, and the answer is not part of the input: *tagging*. One tag $y_t$ for each word $x_t$, as "is this word a name": $y_t = 1$. The two-way network, called *bidirectional*, is Schuster and Paliwal's (1997).
#
# ## 2 Two readers, one batch
#
# Sentences differ in length. To train on $B$ of them at once they stand side by side as columns of an array of $T$ rows, $T$ the longest length, and the columns are filled up with *padding* (module 02). The reader from the left meets the padding last. The reader from the right, if we turn the array upside down, meets it *first*.

# %% [markdown]
# ### Exercise 6.1 padded_by_hand
#
# **15 minutes, 3 points.** On paper. A batch holds three sentences of one number a word: $a = (1, 2, 3)$, $b = (4)$ and $c = (2, 6)$. Put side by side as columns and padded with 0 they fill an array of three rows, $t = 0, 1, 2$. Two readers run over it, each from a state of 0, with the same cell, kept linear so that it can be done on paper: $h_{next} = 0.5\, h + x + 1$. The reader from the left takes each sentence from its first word on, the reader from the right from its last word on. A number is named after its step and its sentence, the state of a reader after the word it has just read: `f_1c` is the state of the left reader after word 1 of $c$, `b_1c` that of the right reader after the same word.
#
# `padded_by_hand()` returns seventeen numbers in a dict:
#
# - `real_steps`: how many of the nine places hold a word.
# - `turned_0a`, `turned_0c`, `turned_2c`: three places of the array that the right reader takes from $t = 0$ on. In it the words of each sentence stand in the opposite order, from $t = 0$, and its padding stays below them.
# - `f_1a`, `f_2a`, `f_1c`, and `f_2c`, what the left reader computes if it runs on over the padding of $c$.
# - `b_2a`, `b_1a`, `b_0a`, `b_1c`, `b_0c`: the right reader, in the order in which it gets there.
# - `whole_1c`, `whole_0c`: what stands in place of `b_1c` and `b_0c` if the column is turned with its padding, so that the right reader takes 0, 6, 2.
# - `mean_all`, `mean_real`: the mean loss over all places, and over the real steps alone, if the nine losses, in nats, are
#
# | | a | b | c |
# |---|---|---|---|
# | $t = 0$ | 0.5 | 1.0 | 0.3 |
# | $t = 1$ | 0.2 | 0.1 | 0.2 |
# | $t = 2$ | 0.8 | 0.1 | 0.1 |
#
# By hand, the first state of all: $f_{0a} = 0.5 \cdot 0 + 1 + 1 = 2$.


# %% exercise="padded_by_hand" minutes=15
def padded_by_hand():
    ### BEGIN SOLUTION
    # Why: The right reader starts at each sentence's own last word, so c is turned to 6, 2, 0 and
    # not to 0, 6, 2. Turned whole, it reads the padding first; the bias makes a state of 1 out of
    # that, and half of it is still there one word later. The padding's small losses pull the mean over
    # all places down to 3.3 / 9, where the six words have 3.0 / 6.
    numbers = {"real_steps": 6, "turned_0a": 3, "turned_0c": 6, "turned_2c": 0}
    numbers |= {"f_1a": 4, "f_2a": 6, "f_1c": 8.5, "f_2c": 5.25}
    numbers |= {"b_2a": 4, "b_1a": 5, "b_0a": 4.5, "b_1c": 7, "b_0c": 6.5}
    return numbers | {"whole_1c": 7.5, "whole_0c": 6.75, "mean_all": 3.3 / 9, "mean_real": 0.5}
    ### END SOLUTION


# %% check="padded_by_hand" points=3
check_padded_by_hand(padded_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_padded_by_hand

check_padded_by_hand(padded_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Draw the 3 by 3 array, and beside it the one that the right reader takes: which three words stand in its first row? Walk down each column with the cell, from a state of 0. What the right reader computes at $t = 0$ belongs to which word?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With lengths $n_b$ the array of the right reader holds $x_{n_b - 1 - t,\, b}$ at step $t < n_b$, and the padding $x_{t, b}$ from $t = n_b$ on. The same formula turns its states back. The mean loss is $\sum_{t, b} m_{tb}\, \ell_{tb} \,/ \sum_{t, b} m_{tb}$, with the mask $m_{tb} = 1$ for $t < n_b$ and 0 otherwise.
#
# </details>

# %% [markdown]
# How bad is it to turn the column with its padding? A sentence of four words is read alone, then beside one of nine. Its states should not change.

# %%
figures.show_map_at("two")
draws = np.random.default_rng(0)
figures.print_changes({"turned whole": two_sides.alone_and_beside(two_sides.turned_whole, draws)})

# %% [markdown]
# Turned whole, what is computed for a sentence depends on who sits beside it: no error, no warning, a slightly worse score, and another answer for the same sentence tomorrow. (PyTorch's `nn.LSTM(bidirectional=True)` does just that with a padded array, unless it is packed, section 7.)

# %% [markdown]
# ### Exercise 6.2 reverse_padded
#
# **10 minutes, 2 points.** `reverse_padded(xs, lengths)` takes a padded batch `xs (T, B, D)` of floats and `lengths (B,)`, whole numbers from 1 to T in any order. It returns an array like `xs` in which the first `lengths[b]` steps of each column $b$ stand in the opposite order. What is below them is padding: it may be anything, even NaN, and stays where and what it is. `xs` itself is not changed.
#
# By hand, with $T = 3$, $D = 1$ and a column of length 2 that holds 2, 6 and the padding 9: the result is 6, 2, 9.


# %% exercise="reverse_padded" minutes=10
def reverse_padded(xs, lengths):
    ### BEGIN SOLUTION
    # Why: Place t of a column takes what stands at n - 1 - t, as long as t is below the column's own
    # length n, and stays as it is from there on. Applied twice it gives the batch back, so that the
    # same function turns the right reader's states into the order of the words.
    t = np.arange(len(xs))[:, None]
    source = np.where(t < lengths, lengths - 1 - t, t)
    return xs[source, np.arange(xs.shape[1])]
    ### END SOLUTION


# %% check="reverse_padded" points=2
check_reverse_padded(reverse_padded)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_reverse_padded

check_reverse_padded(reverse_padded, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over the columns will do: copy `xs`, then replace the real part of each column. `xs[:n, b]` is that part, and a slice with the step $-1$ turns it round. Without a loop: for each place $(t, b)$, from which step does its entry come?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Write $h^f_t$ and $h^b_t$, each $(B, H)$, for the states of the two readers at word $t$:
#
# $$ h^f_t = \tanh(x_t W_x^f + h^f_{t-1} W_h^f + b^f), \qquad h^b_t = \tanh(x_t W_x^b + h^b_{t+1} W_h^b + b^b), \qquad h_t = [\,h^f_t, h^b_t\,] . $$
#
# The readers do not know of each other: $h_t$ $(B, 2H)$ only puts them side by side. Both have read $x_t$ itself.

# %% [markdown]
# ### Exercise 6.3 birnn_forward
#
# **20 minutes, 4 points.** `birnn_forward(p_f, p_b, xs, lengths)` runs two plain RNNs over a padded batch `xs (T, B, D)` with `lengths (B,)`, in any order. `p_f` and `p_b` are `RNNParams(W_x, W_h, b)` with the shapes $(D, H)$, $(H, H)$, $(H,)$: one for the reader from the left, one for the reader from the right. Each starts every row from a state of zeros, the first at word 0, the second at the row's own last word. The result is `hs (T, B, 2H)`: `hs[t, b]` holds the state of the left reader after word $t$, then that of the right reader after the same word. On padding `hs` is 0.
#
# What `xs` holds on padding may be anything, even NaN, and no entry of `hs` depends on it. `bptt.rnn_forward(p, xs, h0)` of module 01 returns `hs (T, B, H)` and its caches; `bidirectional.reverse_padded` is the course's 6.2.
#
# By hand, with $D = H = 1$, all weights and biases 0 but $W_x = 1$ for both readers and $W_h = 1$ for the right one, and one row of two words, 1 and 0: the left reader has $\tanh 1 = 0.7616$, then $\tanh 0 = 0$; the right one has 0 at word 1, then $\tanh(1 + 0) = 0.7616$ at word 0. So `hs[0, 0]` is (0.7616, 0.7616), and `hs[1, 0]` is (0, 0).


# %% exercise="birnn_forward" minutes=20
def birnn_forward(p_f, p_b, xs, lengths):
    ### BEGIN SOLUTION
    # Why: The padding stands after each row's words, in the turned batch as well, so that neither
    # reader meets it before the last word it has to read; what it computes there is dropped. np.where
    # chooses, where a product with 0 would keep a NaN. The states of the right reader come in the
    # order in which it read, and are turned back with the same function.
    h0 = np.zeros((xs.shape[1], len(p_f.b)))
    real = (np.arange(len(xs))[:, None] < lengths)[..., None]
    hs_f, _ = bptt.rnn_forward(p_f, xs, h0)
    hs_b, _ = bptt.rnn_forward(p_b, bidirectional.reverse_padded(xs, lengths), h0)
    hs_b = bidirectional.reverse_padded(hs_b, lengths)
    return np.where(real, np.concatenate([hs_f, hs_b], axis=-1), 0.0)
    ### END SOLUTION


# %% check="birnn_forward" points=4
check_birnn_forward(birnn_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_birnn_forward

check_birnn_forward(birnn_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Turn the batch, run the second network over it, and turn its states back: why are both turns needed? Running over the padding does no harm if nothing is read after it. Which function takes one of two values in each place, so that what is not taken does not matter even if it is NaN?
#
# </details>
#
# [Worked solution]()

# %%
import torch

from helpers.scratch.init import init_rnn
from helpers.scratch.modules import m06_bidirectional as reference

both_ways = yours(birnn_forward, check_birnn_forward, reference.birnn_forward)
rng, lengths = np.random.default_rng(0), np.array([5, 3, 1])
p_f, p_b = init_rnn(rng, 4, 6), init_rnn(rng, 4, 6)
xs = rng.normal(size=(5, 3, 4))
twin = two_sides.torch_birnn(p_f, p_b, torch.tensor(xs), torch.tensor(lengths))
print(f"largest difference from torch: {np.abs(both_ways(p_f, p_b, xs, lengths) - twin).max():.0e}")
turn = yours(reverse_padded, check_reverse_padded, bidirectional.reverse_padded)
readers = two_sides.readers_turned_by(turn)
figures.print_changes({"real part": two_sides.alone_and_beside(readers, rng)})

# %% [markdown]
# ## 3 A loss for real words
#
# From both states come the logits of the $V = 17$ tags, $h_t W_y + b_y$, with $W_y$ $(2H, V)$. For one sentence the loss is the mean of $-\ln P(y_t)$ over its words. For a batch there is a choice: the mean over all real words of the batch, or the mean of the sentences' means, in which a word of a long sentence counts less. We take the first. What may not happen is a mean over padding (module 02): then loss and gradient shrink with every PAD.

# %%
figures.show_map_at("loss")
figures.print_tags()

# %% [markdown]
# ### Exercise 6.4 masked_tag_loss
#
# **20 minutes, 4 points.** `masked_tag_loss(logits, tags, mask)` takes `logits (T, B, V)`, the right `tags (T, B)`, whole numbers from 0 to $V - 1$, and `mask (T, B)`, 1.0 on real steps and 0.0 on padding. It returns `loss`, the mean of $-\ln P(\text{tag})$ over all real steps of the batch, in nats, and `dlogits (T, B, V)`, the gradient of that mean with respect to the logits. On padding the logits are finite but arbitrary, and tags are 0 there: neither the loss nor the gradient of another step depends on them, and `dlogits` is 0 there. Logits of a real step may be as large as 1,000. `log_softmax(logits)`, over the last axis, is given.
#
# By hand, with $V = 2$ and one row of $T = 2$, the second step padding, logits 0 and 0, tag 0, mask 1 and 0: $P = 0.5$, so the loss is $\ln 2 = 0.6931$, over one step and not two; `dlogits[0, 0]` is (0.5 - 1, 0.5) = ($-0.5$, 0.5), and `dlogits[1, 0]` is (0, 0).


# %% exercise="masked_tag_loss" minutes=20
def masked_tag_loss(logits, tags, mask):
    ### BEGIN SOLUTION
    # Why: The mask weights the losses, not the logits: logits of 0 would still have a loss of
    # ln V. Each real step has the weight 1 / mask.sum(), the same in a long row and in a short one, and
    # the gradient of its loss, softmax minus one-hot, gets the same weight.
    log_probs = log_softmax(logits)
    weight = mask / mask.sum()
    chosen = tags[..., None] == np.arange(logits.shape[-1])
    loss = -(log_probs * chosen * weight[..., None]).sum()
    return loss, (np.exp(log_probs) - chosen) * weight[..., None]
    ### END SOLUTION


# %% check="masked_tag_loss" points=4
check_masked_tag_loss(masked_tag_loss)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_masked_tag_loss

check_masked_tag_loss(masked_tag_loss, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First the loss of every place, $(T, B)$, as if all were real: which of the $V$ log-probabilities is it? Then weights $(T, B)$ that are 0 on padding and sum to 1. The gradient of one place is the softmax with 1 subtracted at its tag; by what is it multiplied in the mean?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 4 Who sees the future?
#
# Section 1's cheat can be found without a floor, in any model, even one we cannot read. Change the inputs from step $t$ on, run it again, and look at the outputs *before* $t$. If one has moved, the future leaks into the past.

# %% [markdown]
# ### Exercise 6.5 leaking_steps
#
# **10 minutes, 2 points.** `leaking_steps(ys, ys_changed, t)` takes the outputs of one model for two inputs that are equal before step $t$ and differ from $t$ on: `ys` and `ys_changed`, both $(T, B, K)$, and $t$ from 0 to $T - 1$. It returns a list of whole numbers, rising: the steps $s < t$ at which the output moved, in any row and any entry, by more than $10^{-9}$ in absolute value. Smaller differences are rounding and do not count. The steps from $t$ on may move, and are never in the list.
#
# By hand, with $T = 4$, $B = K = 1$, $t = 2$ and the outputs 1, 2, 3, 4 and 1, 2.5, 0, 0: step 1 moved, step 0 did not, and steps 2 and 3 do not count, so the list is `[1]`.


# %% exercise="leaking_steps" minutes=10
def leaking_steps(ys, ys_changed, t):
    ### BEGIN SOLUTION
    # Why: What a model that reads from left to right computes before step t cannot depend on what
    # comes at t or later. Any entry that moved there is information from the future. Two runs may add
    # the same numbers in another order, and differ in the last digits without any leak.
    moved = np.abs(ys_changed - ys).max(axis=(1, 2)) > 1e-9
    return [s for s in range(t) if moved[s]]
    ### END SOLUTION


# %% check="leaking_steps" points=2
check_leaking_steps(leaking_steps)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_leaking_steps

check_leaking_steps(leaking_steps, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Reduce each step to one number, the largest absolute difference among its $B \cdot K$ entries. Which steps may you look at? `np.flatnonzero(...)` or a loop finds the places, and `.tolist()` makes a list of an array.
#
# </details>
#
# [Worked solution]()

# %% experiment=1
figures.show_map_at("leak")
leaking = yours(leaking_steps, check_leaking_steps, reference.leaking_steps)
rolls = two_sides.dice(5, 1)[0, :8, None]
tables = {}
for name, p in models.items():
    logits_of = two_sides.next_logits(p, sides[name], both_ways)
    tables[name] = two_sides.leak_table(logits_of, rolls, (rolls + 1) % 8, leaking)
figures.show_leaks(tables)

# %% [markdown]
# These are section 1's two models, on eight rolls. Of two readers, every output before the change moves. That is what a tagger wants and what a language model must not have.
#
# ## 5 Yours tags: which side decided?
#
# The data: sentences written for this course. A word enters as the sum of six vectors, of the word itself, its last one, two and three letters, its first two, and its shape (capital, digits, ...), so that an unseen "photographed" still ends in "ed". In training 30 % of the words are hidden behind an *unknown* vector, their letters kept.
#
# The backward pass is the course's; all that it needs from the forward pass is your states, since $\tanh' = 1 - h^2$. It trains with your `birnn_forward` and your `masked_tag_loss`, by Adam, its rate falling to 0.

# %% experiment=5 volatile
from helpers.experiments import tagging_scratch

figures.show_map_at("tagger")
tag_loss = yours(masked_tag_loss, check_masked_tag_loss, reference.masked_tag_loss)
train = two_sides.load_tagged("train")
figures.print_data(train, test, two_sides.count_names(test))
p, ids, losses = tagging_scratch.train_tagger(train, 0, both_ways, tag_loss, bar="tagger")
print(f"loss {losses[0]:.2f} nats per word before training, {np.mean(losses[-32:]):.2f} at the end")

# %% [markdown]
# The logits are $h^f_t W^f_y + h^b_t W^b_y + b_y$, where $W^f_y$ is the upper half of $W_y$: a sum of two *votes* and a constant. So what each side said can be read off. For about 500 sentences the end, 0.02 nats, is close to learning by heart: of the test words one in ten will be wrong.

# %% experiment=1
pair = ("Will and Grace opened a cafe in Cork .", "Will Grace open a cafe in Cork ?")
figures.show_votes([two_sides.margins(p, ids, text.split(), both_ways) for text in pair])

# %% [markdown]
# Look at the first word. The left reader has seen "Will" alone and says the same in both sentences, with the sign turned because it is held against another tag. The right reader overrules it in one of the two.
#
# ### Scores
#
# Accuracy treats all words alike, and four of five fall to counts. Two numbers look closer. The test set has 113 words that its authors marked, before any training, as open until what follows is read. And names matter more than commas: for them one counts *spans*, with every other tag written as O, and combines precision and recall.

# %% [markdown]
# ### Exercise 6.6 span_f1
#
# **20 minutes, 3 points.** A span is a run of equal tags that cannot be made longer: two proper nouns side by side, as in "New York", are one span. The tag `O` (outside) marks words that belong to no span, so that runs of `O` do not count. `span_f1(gold, predicted)` takes two lists of N sentences, each a list of tags (strings); sentence $n$ has the same number of words, at least one, in both. It returns three numbers, `precision`, `recall` and `f1`. A predicted span is right if the same sentence of `gold` has a span with the same start, the same end and the same tag. Precision is the number of right spans over that of all predicted spans, or 0.0 if nothing is predicted; recall the same number over that of all gold spans, or 0.0 if there are none; and $f_1 = 2 \cdot precision \cdot recall / (precision + recall)$, or 0.0 where no span is right. Count the spans of all sentences together. A run ends with its sentence.
#
# By hand, with two sentences, gold `["O", "PROPN", "PROPN"]` and `["NOUN"]`, predicted `["O", "NOUN", "PROPN"]` and `["NOUN"]`: gold has two spans, the PROPN of two words and the NOUN. Predicted are three, of which the last NOUN is right. Precision is 1/3, recall 1/2, and $f_1 = 2/5 = 0.4$. Of the four words three have the right tag: that share, 0.75, is the accuracy.


# %% exercise="span_f1" minutes=20
def span_f1(gold, predicted):
    ### BEGIN SOLUTION
    # Why: A span is one claim: where it starts, where it ends, and what it is. Written as a tuple
    # with the number of its sentence, the right ones are those in both sets. Splitting one name in two
    # costs a right span on either side, however many of its words are tagged right.
    def spans(sentences):
        found = set()
        for n, tags in enumerate(sentences):
            starts = [t for t in range(len(tags)) if t == 0 or tags[t] != tags[t - 1]]
            for start, stop in zip(starts, [*starts[1:], len(tags)], strict=True):
                if tags[start] != "O":
                    found.add((n, start, stop, tags[start]))
        return found

    wanted, found = spans(gold), spans(predicted)
    right = len(wanted & found)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    return precision, recall, 2 * right / max(len(found) + len(wanted), 1)
    ### END SOLUTION


# %% check="span_f1" points=3
check_span_f1(span_f1)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_span_f1

check_span_f1(span_f1, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write an inner function that lists the spans of one sentence as (start, stop, tag): at which words does a span start, and where does the last one end? Tuples can be put into a set, and `&` finds what two sets share. What must stand in the tuple so that spans of different sentences stay apart?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The baseline is the most frequent tag of each word in training, NOUN for new words. The stronger cheap one is a *window*: the word and its two neighbours through one hidden layer, not recurrent at all. All networks have about 5,300 weights between the words' vectors ($D = 32$) and the tags: 52 units for one reader, two times 32 for both, 46 for the window. Five seeds each, the same first weights and batches per seed where shapes allow.
#
# **Predict first.** The left reader tags 0.42 of the marked words right. What share, from 0 to 1, do two readers tag right?

# %% predict="marked"
prediction = None

# %% experiment=1
figures.show_map_at("score")
f1 = yours(span_f1, check_span_f1, reference.span_f1)
scores = {"most frequent tag": two_sides.score_tags(two_sides.baseline_tags(train, test), test, f1)}
mine = [
    [two_sides.TAGS[k] for k in row] for row in tagging_scratch.predict(p, ids, test, both_ways)
]
scores["yours, just now"] = two_sides.score_tags(mine, test, f1)
scores |= two_sides.stored_scores(taggers, test, f1)
score_prediction(prediction, scores["both"][:, 1].mean(), unit="of the marked words", within=0.06)
pairs = (("both", "left"), ("both", "right"), ("both", "window of 3"), ("both, LSTM", "both"))
figures.print_scores(scores, pairs, paired_interval)
print(taggers.note())

# %% [markdown]
# Mean (lowest, highest) over seeds, then paired differences with 95 % intervals.
#
# Two readers are 3 percentage points ahead of the left reader on all words, 26 on the marked ones. But read on. On the marked words the *right* reader alone is as good as both, as it should be: they were chosen to be decided by what follows. It loses on the others. And the window of three words, which costs no recurrence, cannot be told from the bidirectional network: here the deciding word is most often the next one. For names five seeds decide nothing: the test set has 57.
#
# Two LSTMs of equally many weights, 13 units a side, are behind by 1.6 points; one LSTM is level with one plain reader. With one untuned learning rate that says little about LSTMs.

# %% experiment=1
counts = {name: two_sides.stored_confusion(taggers, test, name) for name in ("left", "both")}
figures.print_confusions(counts, two_sides.TAGS)
figures.show_confusions(
    counts["both"],
    two_sides.TAGS,
    alt="Table of gold tags by predicted tags, two readers, mistakes of five seeds together.",
    caption="**Where two readers still err.** Five seeds together; the darker, the larger the "
    "share of that gold tag. Dots: right words, not counted. SYM and X neither occur nor are predicted.",
)

# %% [markdown]
# ### Other people's sentences
#
# Our sentences are short and were *chosen* to be ambiguous. UD English EWT is web text, tagged by hand; of its development part 1,601 sentences train and 400 test, divided once by a fixed seed (an optional download; results stored).
#
# **Predict first.** By how many percentage points of all words are two readers ahead of the left reader there?

# %% predict="ewt"
prediction = None

# %% experiment=1
ewt = stored("tagger_ewt")
web = two_sides.counted_scores(ewt)
gain = 100 * (web["both"][:, 0] - web["left"][:, 0]).mean()
score_prediction(prediction, gain, unit="percentage points", within=0.5)
figures.print_web(web, (("both", "left"), ("both", "right"), ("both", "window")), paired_interval)
print(ewt.note())

# %% [markdown]
# Two readers are 2.3 points ahead of the left reader, 1.3 ahead of the right one. The window ties again on words; on names it is a little behind (F1 $-0.015$, one interval of several).
#
# ## 6 How long must one wait?
#
# A bidirectional network gives its first tag after the *last* word. In a live caption, or a phone that finishes your sentence, that is too late. How late? A word waits for all words that follow it.
#
# A compromise, which Schuster and Paliwal compared with already: one reader from the left that answers $k$ words late.

# %% experiment=1
figures.show_map_at("wait")
mean, most = two_sides.words_ahead(test)
print(f"words still to come, test sentences: mean {mean:.1f}, at most {most}")
late = {0: "left", 1: "1 word late", 2: "2 words late", 3: "3 words late"}
figures.print_losses(taggers, late.values())
figures.show_waiting({k: scores[name][:, :2] for k, name in late.items()}, scores["both"][:, :2])

# %% [markdown]
# Waiting for one word buys 0.23 of the 0.26 on marked words. Waiting for more *loses* again. At two words the training loss is still below the left reader's, so what was learned does not carry over; perhaps because a word must now be carried past the next ones. Two readers need no such memory, but wait for the whole sentence: 3.9 words on average, up to 14.
#
# ## 7 Batches of equal length
#
# Padding costs time. The sentences of Python's help topics have from 3 to 80 words; in a batch of 32 drawn at random one long sentence makes 31 others wait. The cure is to let sentences of similar length share a batch, a *bucket*.

# %% [markdown]
# ### Exercise 6.7 bucket
#
# **10 minutes, 2 points.** `bucket(lengths, B)` takes `lengths (N,)`, an array of whole numbers, and a batch size B. It returns a list of batches, each a list of sentence numbers: all N sentences, from the shortest to the longest, cut into batches of B. Sentences of equal length stay in the order of their numbers. The last batch holds what is left and may be smaller.
#
# By hand: lengths 5, 2, 9, 2, 4 and $B = 2$ give `[[1, 3], [4, 0], [2]]`.


# %% exercise="bucket" minutes=10
def bucket(lengths, B):
    ### BEGIN SOLUTION
    # Why: A batch is as long as its longest sentence, so that neighbours in the order of length
    # waste least. A stable sort keeps ties in the order of their numbers.
    order = np.argsort(lengths, kind="stable").tolist()
    return [order[start : start + B] for start in range(0, len(order), B)]
    ### END SOLUTION


# %% check="bucket" points=2
check_bucket(bucket)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_bucket

check_bucket(bucket, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.argsort(lengths, kind="stable")` lists the sentence numbers in the order of their lengths, ties in the order of the numbers; `sorted(range(N), key=...)` does too. Then cut that list into pieces of B: where does each piece start, and what happens if a slice ends beyond the list? `.tolist()` makes a list of an array.
#
# </details>
#
# [Worked solution]()

# %%
figures.show_map_at("batches")
grouped = yours(bucket, check_bucket, reference.bucket)
lengths = two_sides.topic_lengths(640)
orders = {"shuffled": two_sides.shuffled_batches(lengths, 32), "buckets": grouped(lengths, 32)}
figures.show_batches(lengths, {name: batches[8:11] for name, batches in orders.items()})

# %% [markdown]
# The other cure is not to compute padding at all. *Packed*, a batch is a list of the real steps, time by time, with the number of rows still running at each: what PyTorch's `pack_padded_sequence` makes.

# %% [markdown]
# ### Exercise 6.8 pack
#
# **20 minutes, 3 points.** `pack(xs, lengths)` takes a padded batch `xs (T, B, D)` and `lengths (B,)`, whole numbers from 1 to T in any order. It writes the real steps one after the other, step by step: first word 0 of all rows, then word 1 of all rows that have one, and so on. Within a step the rows stand from the longest to the shortest, rows of equal length in their order in the batch. It returns `data` (`lengths.sum()`, D) and `batch_sizes` (`lengths.max()`,), an array of whole numbers: `batch_sizes[t]` is the number of rows that have a word at $t$. No padding is left in either.
#
# By hand, with $D = 1$ and the columns $a = (1, 2, 3)$, $b = (4)$, $c = (2, 6)$ of 6.1: the order of the rows is a, c, b, so `data` is 1, 2, 4, then 2, 6, then 3, and `batch_sizes` is (3, 2, 1).


# %% exercise="pack" minutes=20
def pack(xs, lengths):
    ### BEGIN SOLUTION
    # Why: With the rows sorted, the longest first, those that still run at step t are the first
    # batch_sizes[t] of them. A program can then take a slice at each step, and never reads padding.
    order = np.argsort(-lengths, kind="stable")
    batch_sizes = np.array([(lengths > t).sum() for t in range(lengths.max())])
    data = [xs[t, order[:n]] for t, n in enumerate(batch_sizes)]
    return np.concatenate(data), batch_sizes
    ### END SOLUTION


# %% check="pack" points=3
check_pack(pack)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_pack

check_pack(pack, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# How many rows have a word at step $t$, in terms of `lengths`? Sort the rows once; at each step those that still have a word are then the first so many of that order. A stable sort of `-lengths` keeps ties in the order of the batch.
#
# </details>
#
# [Worked solution]()

# %%
packed = yours(pack, check_pack, reference.pack)
xs, sizes = rng.normal(size=(6, 4, 3)), np.array([2, 6, 3, 5])
theirs = torch.nn.utils.rnn.pack_padded_sequence(
    torch.tensor(xs), torch.tensor(sizes), enforce_sorted=False
)
data, batch_sizes = packed(xs, sizes)
print("same data as torch:", np.array_equal(data, theirs.data.numpy()))
print("batch sizes:", np.asarray(batch_sizes).tolist(), theirs.batch_sizes.tolist())

# %% [markdown]
# A `torch.nn.LSTM` with 64 units runs forward and backward over 640 sentences, by the same batches: *masked*, where all places are computed and padding gets no loss, and *packed*. "Sorted" runs the buckets from short to long, "buckets" in a random order.
#
# **Predict first.** How many times as many real words per second does the masked LSTM read in buckets as in shuffled batches?

# %% predict="bucket_speed"
prediction = None

# %% experiment=4 volatile
orders["sorted"] = orders["buckets"]
orders["buckets"] = [orders["sorted"][k] for k in np.random.default_rng(0).permutation(20)]
speed = two_sides.batch_speed(lengths, orders)
gain = speed["buckets", "masked"] / speed["shuffled", "masked"]
score_prediction(prediction, gain, unit="times as many", within=0.5)
waste = {name: reference.padding_waste(lengths, batches) for name, batches in orders.items()}
figures.print_speed(speed, waste)

# %% [markdown]
# Buckets read about twice as many words per second as batches formed at random. Packing skips all padding, and yet is slower here: presumably sorting, copying and stepping through slices of changing size cost more than the padding they save. On other hardware it may be the other way round.
#
# ### What sorting does to chance
#
# Gradient descent on batches assumes that a batch is a sample. Sorted batches are none: short sentences are commands, long ones prose. The bidirectional tagger on EWT again, four passes, 5 seeds: at random; sorted, each pass from short to long; the same buckets in a random order; and *pools*, a usual compromise, 20 shuffled batches sorted among themselves. Last, buckets with twice the passes.

# %% experiment=1
figures.print_orders(stored("batch_order"), paired_interval)

# %% [markdown]
# At equal passes sorted batches cost 1.4 points, buckets in random order still 0.9, pools no less. Adam takes about as large a step for 32 short sentences as for 32 long ones, so words in short sentences weigh more, and neighbours in a batch are alike. But a pass in buckets takes half the seconds. Given the time of four shuffled passes, eight in buckets are 1.1 points *ahead*. None of these runs is finished; what the order costs in the end was not measured.
#
# ### Optional: three more functions

# %% [markdown]
# <details><summary>The last states of both readers: 5 minutes</summary>
#
# ### Exercise 6.9 final_states
#
# **5 minutes, 0 points.** `final_states(hs_f, hs_b, lengths)` takes the states of both readers, `hs_f` and `hs_b`, each $(T, B, H)$ in the order of the words, and `lengths (B,)`. It returns an array $(B, 2H)$: the last state of the left reader, after the last word of each row, then the last state of the right reader, after all words of the row. What the arrays hold on padding may be anything.
#
# By hand, for column $c = (2, 6)$ of 6.1: the left reader ends with 8.5, the right reader with 6.5.
#
# </details>


# %% exercise="final_states" minutes=5 optional
def final_states(hs_f, hs_b, lengths):
    ### BEGIN SOLUTION
    # Why: The reader from the right has read everything when it stands at word 0, whatever the
    # row's length is. At word n - 1 it has read one word only.
    last = hs_f[lengths - 1, np.arange(len(lengths))]
    return np.concatenate([last, hs_b[0]], axis=1)
    ### END SOLUTION


# %% check="final_states" points=0
check_final_states(final_states)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_final_states

check_final_states(final_states, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# At which word does each reader stand when it has read the whole row? `hs[steps, rows]` with two arrays of B whole numbers takes one state from each row.
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>The share of padding: 5 minutes</summary>
#
# ### Exercise 6.10 padding_waste
#
# **5 minutes, 0 points.** `padding_waste(lengths, batches)` takes `lengths (N,)`, an array of whole numbers, and a list of batches as `bucket` returns it. Each batch is padded to its own longest sentence. It returns the share of padding among all places of all these batches, a number from 0 to 1. Sentences that are in no batch do not count.
#
# By hand, with the batches of 6.7, `[[1, 3], [4, 0], [2]]` of lengths 5, 2, 9, 2, 4: they have $2 \cdot 2 + 2 \cdot 5 + 9 = 23$ places for 22 words, so the share is 1/23 = 0.0435.
#
# </details>


# %% exercise="padding_waste" minutes=5 optional
def padding_waste(lengths, batches):
    ### BEGIN SOLUTION
    # Why: A batch has as many places as sentences times the longest of them. Places and words
    # are added up first: a mean of the batches' shares would count a small batch as much as a large one.
    words = sum(lengths[n] for batch in batches for n in batch)
    places = sum(len(batch) * max(lengths[n] for n in batch) for batch in batches)
    return 1 - words / places
    ### END SOLUTION


# %% check="padding_waste" points=0
check_padding_waste(padding_waste)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_padding_waste

check_padding_waste(padding_waste, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two sums over the batches: the places of each, and the words in each. Divide once, at the end.
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>The way back from a packed batch: 10 minutes</summary>
#
# ### Exercise 6.11 unpack
#
# **10 minutes, 0 points.** `unpack(data, batch_sizes, lengths)` undoes `pack`: it takes `data (N, D)` and `batch_sizes (T,)` as 6.8 returned them, and the `lengths (B,)` of the batch in its first order. It returns `xs (T, B, D)` with $T$ the longest length: the rows in the order of `lengths`, and 0 on padding.
#
# By hand, `data` 1, 2, 4, 2, 6, 3 and `batch_sizes` (3, 2, 1) with the lengths 3, 1, 2: the columns are (1, 2, 3), (4, 0, 0) and (2, 6, 0).
#
# </details>


# %% exercise="unpack" minutes=10 optional
def unpack(data, batch_sizes, lengths):
    ### BEGIN SOLUTION
    # Why: The order in which pack sorted the rows follows from the lengths. Written into the
    # places order[:n] of step t, each row is back in its own column.
    order = np.argsort(-lengths, kind="stable")
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[start : start + n]
        start += n
    return xs
    ### END SOLUTION


# %% check="unpack" points=0
check_unpack(unpack)
### BEGIN HIDDEN TESTS
from helpers.checks.m06_bidirectional import check_unpack

check_unpack(unpack, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Sort the rows as `pack` does. Then walk through `data`: `batch_sizes[t]` of its rows belong to step $t$, and to which columns?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 8 Last, your sentence
#
# Section 5's tagger reads what you type. Edit the line and run the cell.

# %% experiment=1
figures.show_map_at("tagger")
text = "I saw her duck under the table."
shown = [two_sides.margins(p, ids, two_sides.cut_words(text), both_ways)]
figures.show_votes(shown)

# %% [markdown]
# <details><summary>Sentences to try</summary>
#
# "I saw her duck in the pond." "The old man the boats." "Time flies like an arrow." "Reading is a town; reading is fun." Sentences whose words the tagger never met are tagged by endings and neighbours, and often wrong.
#
# </details>

# %% [markdown]
# ## 9 Claimed and measured
#
# What is said of reading both ways and of padded batches, beside what was measured above.

# %% experiment=0 volatile
delays = {k: scores[name][:, :2] for k, name in late.items()}
sorting = stored("batch_order")
m06_claims.show_claims(scores, web, delays, dice, speed, waste, sorting, paired_interval)

# %% [markdown]
# ## 10 Limits
#
# - **Small, and hardly tuned.** 504 sentences, one learning rate, settings looked at on the dev sentences once. On newspaper text, with pretrained vectors, about 97.5 % are reached (Huang and others 2015).
# - **Five seeds, one test set.** The intervals are over first weights and batches. With 113 marked words a share of 0.68 has a standard error of 0.04 from the choice of sentences alone, which no seed shows.
# - **Marked by hand.** "Needs what follows" is the authors' judgement, and the sentences were written to need it.
# - **Votes are not causes.** Both readers have read the word itself, and trained together they divide the work as they like.
#
# ## 11 Summary
#
# - Two readers, one from each side; side by side, their states have read everything.
# - For outputs that are later inputs that is a leak. To test for it, change later inputs: earlier outputs must stay.
# - In a padded batch the right reader starts at each row's own last word. The mask weighs losses, over real words.
# - Logits of a bidirectional tagger are a sum of two votes.
# - Here the next word decides most: one word late, or a window of three, is nearly as good.
# - Buckets save the padding, packing skips it; measure which is faster where you run.
#
# Module 07 puts one reader on top of another.
#
# ### Essay: the caption that came early
#
# **4 points, graded by hand.** 150 to 300 words. A start-up tags live subtitles for names. Offline, its bidirectional LSTM has an F1 of 0.93, its left-to-right one 0.89; both were trained on padded batches of 64, lengths from 2 to 90, sorted by length, the loss averaged over all places. They ship the bidirectional one, run on what has been said so far, again at every word. One point each: why the 0.93 says little about the live system; a test that would have shown it; what is wrong with the training; what you would ship, with the number you would measure.

# %% [markdown] essay="live_subtitles" points=4 minutes=20
# **Rubric.**
#
# - 1 point: live, the right reader stops at the newest word, where it has read next to nothing: the model is used on inputs it was not scored on, and earlier tags change afterwards. The 0.93 is of whole sentences.
# - 1 point: score it on cut-off sentences, at the newest word and $k$ words behind it; or change the future and watch the past (`leaking_steps`).
# - 1 point: two of: a mean over padding shrinks loss and gradient, most for short sentences; sorted batches are no samples; most places are padding unless bucketed; whether the right reader starts at each row's last word.
# - 1 point: a left-to-right model, or one that answers $k$ words late, chosen by F1 at the moment of display against delay in words, over several seeds.
#
# **A good answer** keeps apart what a model may see in training, in scoring and in use.

# %% [markdown]
# ## Sources, read critically
#
# - M. Schuster & K. Paliwal (1997), *Bidirectional recurrent neural networks*, IEEE Transactions on Signal Processing 45. Compared, on phonemes, with networks that look a fixed number of frames ahead.
# - A. Graves & J. Schmidhuber (2005), *Framewise phoneme classification with bidirectional LSTM and other neural network architectures*, Neural Networks 18. Bidirectional networks ahead of one-way ones on speech, for which the next sounds matter.
# - Z. Huang, W. Xu & K. Yu (2015), *Bidirectional LSTM-CRF models for sequence tagging*, arXiv:1508.01991. Adds a layer that scores pairs of tags; much of the gain comes from word vectors trained elsewhere.
# - E. Tjong Kim Sang & F. De Meulder (2003), *Introduction to the CoNLL-2003 shared task*, CoNLL. Spans, F1, and the tag O.
# - J. Nivre and others (2020), *Universal Dependencies v2*, LREC: the 17 tags. N. Silveira and others (2014), *A gold standard dependency corpus for English*, LREC: what EWT is.
# - J. Devlin and others (2019), *BERT: pre-training of deep bidirectional transformers*, NAACL. Lets a network read both sides and still predict words, by hiding the words to be predicted from the *input*.
