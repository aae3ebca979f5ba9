# %% [markdown]
# # 09 Attention
#
# **170 minutes.** (Essay included. Plan half an hour more for slow reading, 30 minutes for the optional exercises.) After this module you can
#
# - measure what is lost when a sentence has to pass through one vector;
# - let every step of a decoder choose what it looks at, with scores, a mask, a softmax and a weighted sum;
# - derive the backward pass of attention, and say why its way to a word has no factor for each step;
# - translate with attention that you wrote, and read its weights as pictures, with due suspicion;
# - say what attention needs once there is no recurrence left.
#
# You need module 01's softmax, `<EOS>` from module 02, Jacobians (module 03), the GRU of module 05, and both directions and lengths of module 06.

# %% setup
import numpy as np

from helpers.checks.m09_attention import (
    check_additive_scores,
    check_alignment_entropy,
    check_attend,
    check_attend_backward,
    check_attention_by_hand,
    check_bahdanau_step,
    check_coverage,
    check_doubly_stochastic_penalty,
    check_exact_match,
    check_general_scores,
    check_masked_softmax,
    check_scaled_dot_scores,
    check_token_accuracy,
)
from helpers.scratch import attention
from helpers.scratch.cells import gru_step
from helpers.scratch.modules import m09_attention
from helpers.scratch.ops import softmax

# %% [markdown]
# German says the units before the tens, as in the nursery rhyme: *four and twenty blackbirds*. A network with attention learns to translate number words, in a few seconds; then it shows where it looked.

# %% experiment=7 volatile
from helpers.datasets.generated.number_words import join_german, number_pair
from helpers.experiments.m09_attention.parts import live, lookup, numbers, translator
from helpers.plots.modules.m09 import attention as figures

corpus = numbers.corpus(0, train=10_000, each=100)
dot = live.train_numbers(corpus, "dot", steps=300)
asked = [number_pair(n) for n in (21, 54_321, 7_000_041, 987_654)]
batch = numbers.pairs_of(asked)
ids = translator.written(dot, batch)
figures.print_translations(asked, [numbers.german_of(column) for column in ids.T], join_german)

# %% experiment=0 volatile
figures.show_alignments(
    asked[1:2],
    translator.alignments(dot, batch)[:, :, 1:2],
    "**Where it looked.** One row for each German token, dark where the weight is large; outlined "
    "in red the word that the token translates. Twice the dark path steps to the right and comes "
    "back: *four and fifty*, *one and twenty*. No example says which word goes with which.",
    width=6.2,
)
figures.show_map_at()

# %% [markdown]
# You will build what it looks with, and with your functions it will translate.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** A network reads a sentence in both directions (module 06). One word in the middle is exchanged. Which outputs may move? (a) from that word on, (b) up to that word, (c) all.

# %% predict="recall_future"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(
    prediction, "c", "One reader carries the change on, the other brings it back to the start."
)

# %% [markdown]
# **Two.** All forget gates of an LSTM (module 04) stand at 0.9. After how many steps is, for the first time, less than half of a gradient left on the direct path through the cells?

# %% predict="recall_forget"
prediction = None

# %%
score_recall(prediction, 7, "0.9 to the power 6 is 0.531, to the power 7 it is 0.478.")

# %% [markdown]
# **Three.** Three recurrent layers without links (module 07) read ten words. How many tanh's stand on a path from the first word to the top layer's last state?

# %% predict="recall_depth"
prediction = None

# %%
score_recall(prediction, 12, "Ten on the way through time and two to climb: T + L - 1.")

# %% [markdown]
# ## 1 One vector
#
# Two RNNs make a translator. The **encoder** reads the source and keeps its last state; the **decoder**, a language model, starts from it and writes until `<EOS>` (Cho and others 2014; Sutskever, Vinyals & Le 2014):
#
# $$ s_0 = \tanh(h_\text{last} W_0 + b_0), \qquad s_t = \mathrm{GRU}(y_{t-1}, s_{t-1}), \qquad l_t = s_t W_y + b_y . $$
#
# Here $h_\text{last}$ $(B, C)$ holds what the encoder's two directions end with, $y_{t-1}$ $(B, D)$ is the vector of the token written last ($y_0$: that of `<EOS>`), $s_t$ $(B, H)$ the decoder's state, $l_t$ $(B, V)$ the logits of the next token; $W_0$ is $(C, H)$, and $C = H = 64$. So 64 numbers carry the sentence, however long: an interpreter who hears the whole speech, takes no notes, then translates.
#
# First a measure: only whole translations count.

# %% [markdown]
# ### Exercise 9.1 exact_match
#
# **15 minutes, 3 points.** `exact_match(predicted, targets, eos)` returns the share of B rows that are translated without a mistake, a number from 0 to 1. `predicted (T_p, B)` and `targets (T, B)` hold token ids, one sequence in each column; T_p may be larger or smaller than T. In either array a sequence ends with its first `eos`, which belongs to it; what stands after that does not matter, be it padding, further tokens or another `eos`. A column without `eos` is a sequence as long as the array. A row is right if its two sequences are equal, token by token and in length.
#
# By hand, with `eos` = 9. The predictions (1, 2, 9, 5), (1, 9, 9, 9), (1, 2, 3, 9) and (1, 2, 3, 4) are compared with one target, (1, 2, 9): the first is right, the second ends too early, the third holds a 3 in the place of the end, and the fourth does not end at all. The share is 1/4.


# %% exercise="exact_match" minutes=15
def exact_match(predicted, targets, eos):
    ### BEGIN SOLUTION
    # Why: Each side is cut after its own first eos. Cut both at the target's end, and a prediction
    # without an end would pass if it begins well. Two lists are equal only if their lengths are.
    def sequence(ids):
        ids = ids.tolist()
        return ids[: ids.index(eos) + 1] if eos in ids else ids

    pairs = zip(predicted.T, targets.T, strict=True)
    return float(np.mean([sequence(ours) == sequence(true) for ours, true in pairs]))
    ### END SOLUTION


# %% check="exact_match" points=3
check_exact_match(exact_match)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_exact_match

check_exact_match(exact_match, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write a small function that cuts one column after its first `eos`, and apply it to both sides. Lists can be compared with `==`, lengths included. What does a row contribute to the mean, and what does a position?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The task: English number words, below a million millions, into German. 10,000 numbers of at most 8 words are learned from; others are tested.
#
# **Predict first.** The opening's network took 300 updates. The same encoder, with a decoder that gets the vector alone, takes 300 too. What share of numbers of 8 words will it translate without a mistake?

# %% predict="one_vector"
prediction = None

# %% experiment=6 volatile
figures.show_map_at("vector")
match = yours(exact_match, check_exact_match, m09_attention.exact_match)
blind = live.train_numbers(corpus, None, steps=300)
lengths, rows = range(3, 9), {"dot": [], "none": []}
for row, one in zip(rows.values(), (dot, blind), strict=True):
    for L in lengths:
        test = numbers.pairs_of(corpus.tests[L])
        row.append(match(translator.written(one, test), test.target, translator.EOS))
score_prediction(prediction, rows["none"][-1], unit="of the numbers", within=0.05)
figures.show_bottleneck(rows, lengths)

# %% [markdown]
# With patience it learns more (section 4). But *everything* about the source must pass one vector before the first word is written. Yet the encoder had a state at every word, and all but the ends were thrown away.
#
# ## 2 Look back
#
# Keep them: let the interpreter take a note at every word, and look at the notes while speaking. As in a dictionary a **query** is compared with **keys**, and the **value** of the one that fits is returned. Choosing one has no gradient, so the lookup is soft: every key gets a score, the scores become weights, and the weighted sum of all values comes back. Graves (2013) let such a window slide along a text; Bahdanau, Cho and Bengio (2015) let it jump.
#
# At step $t$ the query is the decoder's state $s_{t-1}$, and keys and values are the encoder's states $h_j$, $j = 0 \dots S - 1$. First the **score**, of how well position $j$ fits. Bahdanau and others ask a small network that adds query and key: *additive* attention.

# %% [markdown]
# ### Exercise 9.2 additive_scores
#
# **15 minutes, 3 points.** `additive_scores(p, query, keys)` scores every key of a row against that row's query. `query (B, Q)` has one query for each of B rows, `keys (S, B, D)` has S keys for each row. `p` holds the weights `p.W_q (Q, H)`, `p.W_k (D, H)` and `p.v (H,)`: in a score D is the size of a key and H the score's own width. Position $j$ of row $b$ has the score
#
# $$ e_{jb} = \tanh(q_b W_q + k_{jb} W_k) \cdot v, $$
#
# where $q_b$ is `query[b]` and $k_{jb}$ is `keys[j, b]`: the two products, of H numbers each, are added, tanh is taken of each of the H sums, and the dot product with $v$ makes one number of them. There are no biases. Return `scores (S, B)`. Q, D and H may differ.
#
# By hand, with Q = D = H = 1, $W_q = 1$, $W_k = 2$, $v = 3$, the query 0.5 and the keys 0.25 and $-0.25$: the sums are 1 and 0, so the scores are $3 \tanh 1 = 2.2848$ and 0.


# %% exercise="additive_scores" minutes=15
def additive_scores(p, query, keys):
    ### BEGIN SOLUTION
    # Why: query @ W_q is (B, H) and keys @ W_k is (S, B, H); in the sum the first is repeated for
    # all S positions, since it lacks just the first axis. Without tanh the query's part, the same for
    # all keys of a row, would add one number to all its scores, and the softmax would not see it.
    return np.tanh(query @ p.W_q + keys @ p.W_k) @ p.v
    ### END SOLUTION


# %% check="additive_scores" points=3
check_additive_scores(additive_scores)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_additive_scores

check_additive_scores(additive_scores, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `@` multiplies along the last axis of `keys` whatever stands before it. Which shapes do the two products have, and what does NumPy do when they are added? A loop over positions and rows will do as well.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Luong, Pham and Manning (2015) need less: *dot*, $e_j = s \cdot h_j$, without a weight, and *general*, $e_j = s W \cdot h_j$, with one matrix (optional exercise 9.10).
#
# Sources in a batch differ in length: the softmax has to leave the padding out.

# %% [markdown]
# ### Exercise 9.3 masked_softmax
#
# **15 minutes, 3 points.** `masked_softmax(scores, lengths)` turns `scores (S, B)` into `weights (S, B)`. Column $b$ belongs to row $b$ of the batch, whose source is `lengths[b]` positions long; `lengths (B,)` holds whole numbers from 1 to S. The first `lengths[b]` entries of the column are real. With $e_{jb}$ for `scores[j, b]`, as in the last exercise, they get
#
# $$ w_{jb} = \frac{\exp e_{jb}}{\sum_{i < \text{lengths}[b]} \exp e_{ib}}, $$
#
# so that they sum to 1. All others are padding and get exactly 0, whatever score stands there: it may be a large number, $-\infty$ or NaN. The real scores are finite, and may be as large as 10,000 or as low as $-10{,}000$; no exponential may overflow, and no sum may become 0. `scores` itself is not changed.
#
# By hand, with S = 3: the scores 0, $\ln 3$, 5 of a row of length 2 become 0.25, 0.75, 0.


# %% exercise="masked_softmax" minutes=15
def masked_softmax(scores, lengths):
    ### BEGIN SOLUTION
    # Why: The mask comes before the softmax, as a score of -inf, and exp(-inf) is 0: padding is
    # missing from the sum as well. A score of 0 would be one like any other, with exp(0) = 1.
    # Subtracting the column's largest real score changes no ratio, makes the largest exponential 1,
    # and so keeps all of them from overflowing and the sum from becoming 0.
    real = np.arange(len(scores))[:, None] < lengths
    masked = np.where(real, scores, -np.inf)
    exps = np.exp(masked - masked.max(axis=0))
    return exps / exps.sum(axis=0)
    ### END SOLUTION


# %% check="masked_softmax" points=3
check_masked_softmax(masked_softmax)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_masked_softmax

check_masked_softmax(masked_softmax, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First a table (S, B) that is true on real entries: compare the position, `np.arange(S)[:, None]`, with `lengths`. Which number, put in the place of a score, has the exponential 0? `np.where` chooses, and does not care about NaN in what it leaves out. Which number of each column may be subtracted from all of it?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ### Exercise 9.4 attend
#
# **10 minutes, 2 points.** `attend(scores, values)` looks up a memory softly. `scores (S, B)` holds a score for each of S positions in each of B rows, and `values (S, B, C)` what is stored there. The weights are the softmax of the scores over the positions, and the context is the weighted sum of the values,
#
# $$ w_{jb} = \frac{\exp e_{jb}}{\sum_i \exp e_{ib}}, \qquad c_b = \sum_j w_{jb} \, v_{jb}, $$
#
# where $e_{jb}$ is `scores[j, b]` and $v_{jb}$ is `values[j, b]`, C numbers (no relation to the weight $v$ of 9.2). Return `context (B, C)` and `weights (S, B)`, in this order. It takes scores, not the weights of 9.3, which would go through a second softmax; a score of $-\infty$ marks padding, and its weight is 0. Every column has a finite score; values are finite, on padding too. `softmax(x, axis)` is given, and takes $-\infty$ and large numbers as they should be taken.
#
# By hand, one row with C = 1: the scores 0, $\ln 3$, $-\infty$ and the values 4, 8, 100 give the weights 0.25, 0.75, 0 and the context $0.25 \cdot 4 + 0.75 \cdot 8 = 7$.


# %% exercise="attend" minutes=10
def attend(scores, values):
    ### BEGIN SOLUTION
    # Why: Each row has its own distribution over its S positions, axis 0. The weights lack the axis
    # of the values' entries; [..., None] adds it, with the size 1, so that one weight multiplies all
    # C entries of its position. The sum over positions leaves one context for each row.
    weights = softmax(scores, axis=0)
    return (weights[..., None] * values).sum(axis=0), weights
    ### END SOLUTION


# %% check="attend" points=2
check_attend(attend)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_attend

check_attend(attend, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which axis of `scores` holds the positions? To multiply (S, B) by (S, B, C), the weights need a third axis of size 1 at the end. Which of the three axes is summed over?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Three ways to leave padding out, for a source of 3 words in 9 places:

# %% experiment=1
figures.show_map_at("look")
soften = yours(masked_softmax, check_masked_softmax, attention.masked_softmax)
scores = np.random.default_rng(0).normal(size=(9, 1))
real = np.arange(9)[:, None] < 3
ways = {
    "-inf before the softmax": soften(scores, np.array([3])),
    "0 before the softmax": softmax(np.where(real, scores, 0.0), axis=0),
    "0 after the softmax": softmax(scores, axis=0) * real,
}
for name, w in ways.items():
    print(f"{name:25s} on padding {w[3:].sum():.2f}, on words {w[:3].sum():.2f}")

# %% [markdown]
# With 0 before the softmax padding takes most of the weight; with 0 after it, the words keep what padding left them.
#
# ## 3 Backward
#
# How does attention learn where to look? By the gradients of its scores.

# %% [markdown]
# ### Exercise 9.5 attention_by_hand
#
# **20 minutes, 4 points.** On paper, to four decimals. A memory of three positions, counted from 1 here, has the scalar keys 1, 0, $-0.5$ and the values 4, 1, $-2$. The query is 2, and a score is the product of query and key, $e_j = 2 k_j$. `attention_by_hand()` returns ten numbers in a dict.
#
# - `w_1`, `w_2`, `w_3`: the weights, the softmax of the three scores.
# - `context`: the sum of the values, each multiplied by its weight.
# - `J_11`, `J_12`, `J_13`: how the first weight changes with each score, $J_{1j} = \partial w_1 / \partial e_j$. Raise one score a little: its own weight grows, and what it gains the others lose.
# - `ds_1`, `ds_2`, `ds_3`: the gradients of the loss with respect to the three scores (`dscores` in code; this $s$ is no state), when its gradient with respect to the context is 0.5.
#
# Differentiate $w_1 = \exp e_1 / (\exp e_1 + \exp e_2 + \exp e_3)$ with respect to $e_1$ and $e_2$, and write the results in terms of the weights. For $ds_j$ follow the chain: how does the context change with $w_i$, and how does $w_i$ change with $e_j$, summed over the three $i$? Then check: the three J sum to 0, and so do the three ds, since adding one number to all scores changes nothing.
#
# By hand, a number that is not asked for: $J_{23} = \partial w_2 / \partial e_3 = -0.0048$.


# %% exercise="attention_by_hand" minutes=20
def attention_by_hand():
    ### BEGIN SOLUTION
    # Why: The scores are 2, 0, -1, the exponentials 7.3891, 1, 0.3679, their sum 8.7569. With the
    # quotient rule dw_1/de_1 = w_1 - w_1^2 = w_1 (1 - w_1), and dw_1/de_2 = -w_1 w_2. The context
    # changes with w_i by v_i, so ds_j = 0.5 (v_j w_j - w_j sum_i v_i w_i): each value counts as far
    # as it differs from the context, and a value equal to it would leave its score alone.
    values = (4.0, 1.0, -2.0)
    exps = [np.exp(score) for score in (2.0, 0.0, -1.0)]
    w = [float(e / sum(exps)) for e in exps]
    context = sum(w_j * v_j for w_j, v_j in zip(w, values, strict=True))
    numbers = {"w_1": w[0], "w_2": w[1], "w_3": w[2], "context": context}
    numbers |= {"J_11": w[0] * (1 - w[0]), "J_12": -w[0] * w[1], "J_13": -w[0] * w[2]}
    return numbers | {f"ds_{j + 1}": 0.5 * w[j] * (values[j] - context) for j in range(3)}
    ### END SOLUTION


# %% check="attention_by_hand" points=4
check_attention_by_hand(attention_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_attention_by_hand

check_attention_by_hand(attention_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the three exponentials and their sum $Z$ first. $w_1 = \exp(e_1) / Z$, and $Z$ grows with each score by its own exponential: $\partial Z / \partial e_j = \exp e_j$. For $ds_1$ add three products: $0.5 \, v_1 J_{11}$, and one each for $w_2$ and $w_3$, which fall when $e_1$ grows.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# $\partial w_i / \partial e_j = w_i (\delta_{ij} - w_j)$, where $\delta_{ij}$ is 1 for $i = j$ and else 0. With $dw_i = \sum_m v_{im} \, dc_m$, the gradient of the loss with respect to a weight, the chain rule gives
#
# $$ ds_j = \sum_i dw_i \, w_i (\delta_{ij} - w_j) = w_j \Big( dw_j - \sum_i w_i \, dw_i \Big), $$
#
# and $dv_{jm} = w_j \, dc_m$. The sum over $i$ is the mean of $dw$ under the weights, so that the $ds_j$ sum to $\sum_j w_j dw_j - \sum_i w_i dw_i = 0$.
#
# </details>

# %% [markdown]
# The first value, 4, lies above the context 3.41, and the loss grows with the context: so its score is to fall, $ds_1 > 0$, the others' to rise. Attention learns by asking of each value whether it is better than what was returned. Where a weight is 0 there is no gradient: what is never looked at is not learned from.
#
# With many rows and vectors for values it is the same, term by term. Write $w_{jb}$ for the weights, $v_{jbm}$ for entry $m$ of a value, $dc_{bm}$ for the gradient of the context.
#
# - The context is $\sum_j w_{jb} v_{jbm}$. A value is multiplied by its weight, so $dv_{jbm} = w_{jb} \, dc_{bm}$.
# - A weight multiplies all C entries of its value, so $dw_{jb} = \sum_m v_{jbm} \, dc_{bm}$.
# - The softmax then takes away from each $dw_{jb}$ what all of them have in common, their mean under the weights, and scales by the weight.

# %% [markdown]
# ### Exercise 9.6 attend_backward
#
# **20 minutes, 4 points.** `attend_backward(weights, values, dcontext)` is the backward pass of 9.4. It takes `weights (S, B)`, which `attend` returned, `values (S, B, C)`, and `dcontext (B, C)`, the gradient of the loss with respect to the context. Return the gradients of the loss with respect to the scores and to the values, `dscores (S, B)` and `dvalues (S, B, C)`, in this order. The weights of each column sum to 1; where one is 0, on padding, its `dscores` and `dvalues` are 0. The rows are independent.
#
# By hand, one row with C = 1: the weights 0.25, 0.75, the values 4, 8 and `dcontext` 2. A weight's gradient is value times `dcontext`, 8 and 16; their mean under the weights is 14. So `dscores` is $0.25 \cdot (8 - 14) = -1.5$ and $0.75 \cdot (16 - 14) = 1.5$, and `dvalues` is 0.5 and 1.5.


# %% exercise="attend_backward" minutes=20
def attend_backward(weights, values, dcontext):
    ### BEGIN SOLUTION
    # Why: A weight multiplies C numbers of its value, so its gradient is the sum over these C. A
    # score raises its own weight and lowers all weights of its row: what is left is by how much
    # dweights is above its mean under the weights. A value enters the context once, times its weight.
    dweights = (values * dcontext).sum(axis=-1)
    mean = (weights * dweights).sum(axis=0)
    return weights * (dweights - mean), weights[..., None] * dcontext
    ### END SOLUTION


# %% check="attend_backward" points=4
check_attend_backward(attend_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_attend_backward

check_attend_backward(attend_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Start with `dweights (S, B)`: which axis of `values * dcontext` is not in its shape? Then the softmax: in 9.5, what did each score's gradient come to in terms of its weight, its value and the context? `dvalues` needs no softmax; its shape is that of `values`.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>The rest of the way: through the additive score</summary>
#
# With $u_j = \tanh(q W_q + k_j W_k)$, $H$ numbers, the score is $e_j = u_j \cdot v$ (this $v$ is the weight of exercise 9.2). Its gradient, `dscores` in the exercises and $de_j$ here, goes three ways.
#
# - To $v$: it is used at every position, and the uses add up, $dv = \sum_j de_j \, u_j$.
# - Through tanh, whose slope is $1 - u_j^2$: the sum inside has the gradient $da_j = de_j \, v \odot (1 - u_j^2)$, entry by entry.
# - From there to the key, $dk_j = da_j W_k^\top$, and to the query, which took part in every score of its row, $dq = \big(\sum_j da_j\big) W_q^\top$. The matrices get $dW_k = \sum_j k_j^\top da_j$ and $dW_q = q^\top \sum_j da_j$, summed over the rows of the batch too.
#
# An encoder's state is key and value at once: its gradient is $dk_j$ plus the $dv_j$ of the lookup, plus what comes back through the recurrence from $h_{j+1}$. `helpers/scratch/attention.py` has these lines as `additive_scores_backward`.
#
# </details>
#
# Now count the steps between a loss and a word. Through the recurrence a gradient passes every state in between, and each multiplies it by a Jacobian (module 03). Through attention the context touches every $h_j$ directly: a path of length one. But its gradient comes times $w_j$.
#
# An untrained Elman encoder reads 50 inputs. Its recurrent weights, of standard deviation $0.9 / \sqrt H$, scale a gradient by about 0.9 a step, and the slopes of tanh make it less. Without attention the loss depends on the last state; with it, on a context in which all positions weigh about the same.
#
# **Predict first.** Through attention, how large is the gradient of the input 40 steps back, as a multiple of that of the last input? Count the states that each of the two enters. (Without attention: about 0.000001.)

# %% predict="reach"
prediction = None

# %% experiment=1
from helpers.experiments.m09_attention.parts.reach import reach

figures.show_map_at("back")
backward = yours(attend_backward, check_attend_backward, attention.attend_backward)
sizes = {"S": 50, "H": 32, "draws": 20}
norms = {
    "last state alone": reach(None, **sizes),
    "attention, untrained": reach(backward, **sizes),
    "attention at lag 40": reach(backward, lag=40, favour=8.0, **sizes),
}
middle = np.median(norms["attention, untrained"], axis=0)
score_prediction(prediction, middle[40] / middle[0], unit="times that of the last", within=0.25)
figures.show_reach(norms, 40)

# %% [markdown]
# No factor for each step, then; but among 50 places each gets a small share. In the third line 8 was added to one score, as training might: the place that is looked at gets nearly the whole gradient, and later ones less than a thousandth of that.
#
# <details><summary>Why more than 1?</summary>
#
# The last input enters one state; an earlier one enters all later states too, each time weakened by about 0.7, as printed. If these parts have unrelated directions, their squares add up, $1 + 0.7^2 + 0.7^4 + \dots = 1 / (1 - 0.7^2)$, and the norm is $1 / \sqrt{1 - 0.7^2} = 1.4$ times as large. That is the middle; single draws are far apart.
#
# </details>
#
# ## 4 A decoder that looks
#
# Put the parts together. Bahdanau and others look up, then step:
#
# $$ c_t = \mathrm{attend}(s_{t-1}, h), \qquad s_t = \mathrm{GRU}([y_{t-1}, c_t], s_{t-1}) . $$
#
# Their output reads all three, $y_{t-1}$, $s_t$ and $c_t$, through a hidden layer. Ours is simpler, $l_t = s_t W_y + b_y$: the context reaches it through the state alone. Luong and others step with $y_{t-1}$ alone and look up with $s_t$; their output reads $\tanh([c_t, s_t] W_c)$ in place of $s_t$.

# %% [markdown]
# ### Exercise 9.7 bahdanau_step
#
# **25 minutes, 5 points.** `bahdanau_step(p, y, s, keys, values, lengths)` is one step of a decoder with attention. `y (B, D)` is the vector of the last token written, `s (B, H)` the decoder's state before the step, `keys (S, B, C)` and `values (S, B, C)` come from the encoder, and `lengths (B,)` says how many of the S positions of each row are real. `p.score` holds the weights of 9.2, for queries of size H and keys of size C, and `p.cell` those of a GRU.
#
# 1. The state `s` is the query: score all keys with it, as in 9.2.
# 2. Turn the scores into weights, as in 9.3; padding gets the weight 0.
# 3. The context `(B, C)` is the sum of the values, each times its weight: the sum of 9.4, without its softmax.
# 4. Take one step of the GRU from the state `s`. Its input `(B, D + C)` is `y` and the context side by side, `y` first.
#
# Return `s_next (B, H)`, `context (B, C)` and `weights (S, B)`. Padding holds finite numbers, which must not matter. Given are `attention.additive_scores(p, query, keys)`, `attention.masked_softmax(scores, lengths)`, and `gru_step(p, x, h)`, which returns two things, the next state and a cache that is not needed here. Your own of 9.2 and 9.3 will do too.
#
# By hand, all weights 0, one row with C = 1 and H = 1: the values 2, 6, 100, of which two are real, have the scores 0, so the weights 0.5, 0.5, 0 and the context 4. The GRU's gates are then 0.5 and its candidate 0, so that the state 0.8 becomes 0.4.


# %% exercise="bahdanau_step" minutes=25
def bahdanau_step(p, y, s, keys, values, lengths):
    ### BEGIN SOLUTION
    # Why: The query has to be the state before the step, because the step itself reads the context.
    # Scores are made from the keys, the context from the values: where to look, and what is found.
    scores = attention.additive_scores(p.score, s, keys)
    weights = attention.masked_softmax(scores, lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights
    ### END SOLUTION


# %% check="bahdanau_step" points=5
check_bahdanau_step(bahdanau_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_bahdanau_step

check_bahdanau_step(bahdanau_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One line for each of the four steps. Which of `p.score` and `p.cell` belongs to which step? `np.concatenate([first, second], axis=1)` puts two arrays with B rows side by side. Both `s` and the input have to be known before `gru_step` is called.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The central experiment. PyTorch trains a translator with additive attention, and reads the source; every step of the decoder is yours, once as `bahdanau_step`, once made of your score, softmax and lookup (`attend` takes scores, so it is given the logarithms of your weights, whose softmax is the weights again). The batch holds 1,100 numbers of 3 to 13 words, so the mask matters.

# %% experiment=8 volatile
figures.show_map_at("step")
model = live.train_numbers(corpus, "additive", steps=300)

# %% experiment=2 volatile
whole = yours(bahdanau_step, check_bahdanau_step, m09_attention.bahdanau_step)
parts = lookup.step_of(
    yours(additive_scores, check_additive_scores, attention.additive_scores),
    yours(masked_softmax, check_masked_softmax, attention.masked_softmax),
    yours(attend, check_attend, attention.attend),
)
mixed = numbers.pairs_of([pair for L in range(3, 14) for pair in corpus.tests[L]])
for name, step in {"bahdanau_step": whole, "three parts": parts}.items():
    ids, _ = lookup.translate(model, mixed, step)
    share = match(ids, mixed.target, translator.EOS)
    print(f"{name}: {share:.3f} of {ids.shape[1]} numbers of 3 to 13 words are right")

# %% [markdown]
# Your functions translate. Now four decoders behind one encoder, three seeds each: without attention, trained three times as long; additive in our decoder; dot and general in Luong's.
#
# **Predict first.** Trained on at most 8 words: what share of numbers of 13 words does additive attention translate right, in the median of three seeds?

# %% predict="beyond"
prediction = None

# %% experiment=1
from helpers.experiments import stored

compared = stored("number_translation")
_, additive = figures.exact_by_length(compared, "additive")
score_prediction(prediction, np.median(additive[:, -1]), unit="of the numbers", within=0.1)
figures.show_beyond(compared)
figures.show_curves(
    compared,
    "**Learning, counted in updates and in seconds.** An update with attention costs more, and "
    "fewer are needed. One line for each seed.",
)

# %% [markdown]
# Within the lengths of training, attention makes next to no mistake, and one vector, with three times the updates, still does. At 13 words one vector writes none; attention 0.63 to 0.76, by the score (seeds: 0.43 to 0.82). And 0.9 is reached in about a tenth of the updates and a sixth of the seconds.
#
# A second task, letter by letter: dates in 15 spellings, such as *the 3rd of June, 2041* or *3 VI 2041*, into ISO 8601, 2041-06-03. Three more, of known parts, are kept for the end.

# %% experiment=1
import datetime

from helpers.datasets.generated.dates import spell_date
from helpers.experiments.m09_attention.parts import dates

spelled = stored("date_translation")
day = datetime.date(2041, 6, 3)
figures.print_spellings(spelled, {name: spell_date(day, name).text for name in dates.HELD_OUT})
figures.show_curves(
    spelled,
    "**Dates to ISO.** Without attention twice the updates are not enough; with it 0.9 is passed "
    "after a third of the seconds. One line for each seed.",
)

# %% [markdown]
# With attention the known spellings are read; without, a fifth of them after twice the updates. *Jun 3, 2041*, whose order was seen with full months, is read without a mistake. *06/03/2041* fails one time in nine: with the month in front no number began with 0 in training. *2041 June 3* succeeds in one seed always, in another hardly ever.
#
# ## 5 Reading the weights
#
# Two numbers, read by dot and by additive attention:

# %% experiment=1 volatile
figures.show_map_at("read")
pair = numbers.pairs_of(shown := [number_pair(63_085), number_pair(702_041)])
for name, one in (("dot", dot), ("additive", model)):
    weights = translator.alignments(one, pair)
    figures.show_alignments(shown, weights, figures.READINGS[name], height=3.4)

# %% [markdown]
# The crossing is *local*, always between neighbours; a pointer that moved on evenly from left to right would often be right. Compare:

# %% experiment=1
figures.print_pointing(compared, live.even_pointing(corpus.tests))

# %% [markdown]
# Dot and general attention look at the word that they translate, also where the order crosses and the even pointer is always wrong. Additive attention looks elsewhere more often in two of three seeds. Is that its score? Its decoder differs too. So change one thing at a time: two scores, three places for the context. *Step* is our decoder; in *step and readout* its output reads $\tanh([c_t, s_t] W_c)$, nearer to Bahdanau and others; *readout* is Luong's.
#
# **Predict first.** Additive score, context to step *and* readout: for what share of the tokens is the largest weight on the translated word?

# %% predict="place"
prediction = None

# %% experiment=1
crossed = stored("score_and_place")
pointing = figures.pointing_of(crossed, "additive, step and readout", "all", 3, 8).mean()
score_prediction(prediction, pointing, unit="of the tokens", within=0.03)
figures.show_crossed(crossed)

# %% [markdown]
# It is the place more than the score. Additive attention points in every seed once its context reaches the readout; dot attention, moved to the step, does so less surely, and one seed with both places does not. A state can keep for later what it saw. And every $h_j$ has read its neighbours: at *forty* one can read that *one* follows. A weight says where the network looked, not what it found there.
#
# Nor is pointing better the same as translating better. At 13 words, by the median, the additive score does best where it points worst, the dot score worst; and with the context at the readout alone dot is far ahead.
#
# How sharply does it look? The entropy of a step's weights says it in nats: 0 on one word, $\ln S$ on all alike.

# %% [markdown]
# ### Exercise 9.8 alignment_entropy
#
# **10 minutes, 2 points.** `alignment_entropy(weights)` takes `weights (T, S, B)`, for each of T steps and B rows a distribution over S source positions, and returns its entropy in nats, `entropy (T, B)`:
#
# $$ \text{entropy}_{tb} = -\sum_j w_{tjb} \ln w_{tjb}. $$
#
# Many weights are exactly 0, on padding, say. Such a weight adds 0 to the sum, the limit of $w \ln w$ as $w$ goes to 0; no NaN may come of it. The results are compared to nine digits, and none may be below 0: even $10^{-12}$, added inside the logarithm, would show.
#
# By hand, S = 4: the weights 0.5, 0.5, 0, 0 have the entropy $\ln 2 = 0.6931$; 1, 0, 0, 0 have 0; and four times 0.25 has $\ln 4 = 1.3863$.


# %% exercise="alignment_entropy" minutes=10
def alignment_entropy(weights):
    ### BEGIN SOLUTION
    # Why: Where a weight is 0 the logarithm is taken of 1 instead, which is 0, and so is the
    # product. The sum runs over the source positions, axis 1 here, because the first axis is time.
    logs = np.log(np.where(weights > 0, weights, 1.0))
    return -(weights * logs).sum(axis=1)
    ### END SOLUTION


# %% check="alignment_entropy" points=2
check_alignment_entropy(alignment_entropy)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_alignment_entropy

check_alignment_entropy(alignment_entropy, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `0 * np.log(0)` is $0 \cdot (-\infty)$, NaN. Which number can stand in for a weight of 0 inside the logarithm, and only there, so that the product is 0? Over which axis do the weights sum to 1?
#
# </details>
#
# [Worked solution]()

# %% experiment=1 volatile
entropy = yours(alignment_entropy, check_alignment_entropy, m09_attention.alignment_entropy)
tested = corpus.tests[8]
for name, one in (("dot", dot), ("additive", model)):
    print(f"{name} attention")
    figures.print_entropies(entropy(translator.alignments(one, numbers.pairs_of(tested))), tested)

# %% [markdown]
# Dot attention is nearly a choice; additive attention spreads over one and a half to two places. Both are least certain about *und*, which translates nothing: a softmax cannot say *nowhere*.
#
# ## 6 Looking at pictures
#
# A memory need not be a sentence. Xu and others (2015) cut a photograph into a grid, took a vector from each cell, and let a decoder look at the grid while it wrote a caption. Here the scenes are drawn: one or two shapes on a 4 x 4 grid, with a caption that follows from the picture. Two convolutions (small grids of weights that slide) make a vector of each cell from its own 8 x 8 pixels; a learned vector for the place is added.
#
# **Predict first.** When it writes a noun, *circle* or *ring*, in what share of cases is the largest of the 16 weights on the object that is meant? (At random it would be 0.06, at one of the objects in the scene, whichever, 0.66.)

# %% predict="pointing"
prediction = None

# %% experiment=1
from helpers.experiments.m09_attention import scene_captions
from helpers.experiments.m09_attention.parts import captioner, swapped
from helpers.plots.modules.m09 import captions as pictures

captions = stored("scene_captions")
pointing = pictures.caption_scores(captions, "attention", "noun").mean()
score_prediction(prediction, pointing, unit="of the nouns", within=0.1)
pictures.print_captions(captions)

# %% [markdown]
# It looks once: at the colour the object is found, nearly always, and its vector tells the shape too. Does the state know the noun by then? After two examples one word gets the context that *another scene's* decoder looked up.

# %% experiment=1 volatile
figures.show_map_at("captions")
writer = captioner.load_captioner(**scene_captions.SETTINGS["sizes"])
scenes = captioner.draw_scenes(np.random.default_rng(4), 4, scene_captions.SEEN, objects=(2,))
ids, weights = writer.describe(scenes.images)
for k in (0, 2):
    pictures.show_caption(scenes.drawn[k], captioner.words_of(ids[:, k]), weights[:, :, k])
many = captioner.draw_scenes(np.random.default_rng(5), 400, scene_captions.SEEN)
for word in (None, "noun", "colour"):
    share = swapped.right_nouns(writer, many, word)
    print(f"another scene's context at {word or 'no word':8s} first noun right {share:.2f}")

# %% [markdown]
# It does: at the noun the foreign context changes little, at the colour it ruins the noun. The penalty of Xu and others asks that every cell be looked at about once (exercise 9.13), empty ones too, and does harm here. And nothing was learned of recombining: a colour and a shape never seen *together*, or a third object, and hardly a caption is right.
#
# ## 7 Attention alone
#
# If attention reaches everything in one step, why keep the recurrence? Vaswani and others (2017) did not. Two prices: **order** (shuffle the memory, and look up again), and **cost**. If each of $T$ positions looks at all others, there are $T^2$ weights, where a recurrence takes $T$ steps; but the $T^2$ can be computed at once, while $h_t$ must wait for $h_{t-1}$.

# %% experiment=4 volatile
figures.show_map_at("without")
rng = np.random.default_rng(0)
query, keys, order = rng.normal(size=(1, 8)), rng.normal(size=(12, 1, 8)), rng.permutation(12)
look = yours(attend, check_attend, attention.attend)
context, _ = look(attention.dot_scores(query, keys), keys)
shuffled, _ = look(attention.dot_scores(query, keys[order]), keys[order])
print(f"largest change of the context: {np.abs(context - shuffled).max():.0e}")
figures.print_costs([live.cost(T, 64) for T in (128, 256, 512, 1024, 2048)])

# %% [markdown]
# The change is rounding only: a weighted sum has no order. *Dog bites man* and *man bites dog* are one memory, a bag of words (module 00). A recurrence gave our encoder's states their place. Without it **order must be put in**: a vector for each position is added to the token's, as in section 6 for each cell.
#
# And four times the weights for twice the length: at 128 positions attention is far ahead of a Python loop over steps; the gap closes, or turns, as $T$ grows.
#
# ### Where it goes from here
#
# An LSTM has one memory, rewritten at each step; attention keeps all that it read.
#
# <details><summary>A map of what the later modules hold, with what to read first, if you stop here</summary>
#
# | module | the idea | read first |
# |---|---|---|
# | 10 Memory and self-attention | a memory read *and written* by attention; attention over one's own past; the transformer | Graves, Wayne & Danihelka (2014); Sukhbaatar and others (2015); Vaswani and others (2017); Katharopoulos and others (2020) |
# | 11 Many time scales | slow and fast units, skips and delays: other short paths through time | El Hihi & Bengio (1995); Koutník and others (2014); Arjovsky, Shah & Bengio (2016); Chang and others (2017) |
# | 12 Latent variables | noise inside the recurrence; pictures drawn by looking and writing | Graves (2013); Chung and others (2015); Gregor and others (2015) |
# | 13 Fast recurrence | linear recurrences as scans, without the $T^2$; state spaces | Blelloch (1990); Martin & Cundy (2018); Gu, Goel & Ré (2022); Gu & Dao (2024) |
#
# </details>
#
# ### Optional: other scores, other measures

# %% [markdown]
# <details><summary>How many tokens are right: 10 minutes</summary>
#
# ### Exercise 9.9 token_accuracy
#
# **10 minutes, 0 points.** `token_accuracy(predicted, targets, eos)` takes the same arguments as 9.1, and sequences end by the same rule. Return the share of all target tokens, the `eos` that ends a target included, that the prediction has in the same place. A target token past the end of the prediction is wrong, whatever stands there; what is predicted past the target's end is not counted. All tokens of all rows count alike, so that a long target counts more than a short one.
#
# By hand, with `eos` = 9: the prediction (1, 2, 3, 9) has 2 of the 3 tokens of the target (1, 2, 9), and the prediction (1, 9, 5) has 1 of the 3 of (1, 2, 5), since it ends with its 9. Together, as two rows, 3 of 6: 0.5.
#
# </details>


# %% exercise="token_accuracy" minutes=10 optional
def token_accuracy(predicted, targets, eos):
    ### BEGIN SOLUTION
    # Why: zip stops with the shorter of the two sequences, so that what is missing at the end of a
    # prediction is not right, and what it has too much is not counted. Only the targets' lengths
    # make the sum to divide by.
    def sequence(ids):
        ids = ids.tolist()
        return ids[: ids.index(eos) + 1] if eos in ids else ids

    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        true = sequence(true)
        right += sum(a == b for a, b in zip(sequence(ours), true, strict=False))
        total += len(true)
    return right / total
    ### END SOLUTION


# %% check="token_accuracy" points=0
check_token_accuracy(token_accuracy)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_token_accuracy

check_token_accuracy(token_accuracy, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two counters over all rows: tokens that are right, and target tokens. `zip` of two lists ends with the shorter one. Cut both first.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A score with one matrix, Luong's general: 5 minutes</summary>
#
# ### Exercise 9.10 general_scores
#
# **5 minutes, 0 points.** `general_scores(p, query, keys)` takes `query (B, Q)`, `keys (S, B, D)` and the weights `p.W (Q, D)`. The score of a key is the dot product of the row's projected query, $q_b W$, with it: $e_{jb} = q_b W \cdot k_{jb}$. Return `scores (S, B)`. Nothing is divided and no tanh taken.
#
# By hand, with the query (1, 2), $W$ with the rows (1, 0, 2) and (0, 1, 0), and the key (3, 0, 1): the projected query is (1, 2, 2), and the score $3 + 0 + 2 = 5$.
#
# </details>


# %% exercise="general_scores" minutes=5 optional
def general_scores(p, query, keys):
    ### BEGIN SOLUTION
    # Why: W lets queries and keys have different sizes, and lets training choose which entries of
    # the one meet which of the other. The query is projected once for each row, not once for each key.
    return ((query @ p.W) * keys).sum(axis=-1)
    ### END SOLUTION


# %% check="general_scores" points=0
check_general_scores(general_scores)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_general_scores

check_general_scores(general_scores, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# What is the shape of `query @ p.W`, and which axis is missing from it beside `keys`? A dot product is an entry-by-entry product, then a sum over which axis?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A score without weights, scaled: 5 minutes</summary>
#
# ### Exercise 9.11 scaled_dot_scores
#
# **5 minutes, 0 points.** `scaled_dot_scores(query, keys)` takes `query (B, D)` and `keys (S, B, D)` and returns `scores (S, B)`: the dot product of each key with its row's query, divided by $\sqrt D$. With independent entries of mean 0 and variance 1, each product of two entries has the variance 1, and a sum of D of them has the variance D. Divided by $\sqrt D$ the scores have the variance 1, however wide the keys are, and the softmax does not turn into a maximum as D grows.
#
# By hand, D = 4: the query (1, 1, 1, 1) and the key (1, 2, 3, 4) have the product 10 and the score $10 / \sqrt 4 = 5$.
#
# </details>


# %% exercise="scaled_dot_scores" minutes=5 optional
def scaled_dot_scores(query, keys):
    ### BEGIN SOLUTION
    # Why: A standard deviation grows with the root of the number of terms. D is the size of a key,
    # the last axis, and has nothing to do with how many keys there are.
    return (query * keys).sum(axis=-1) / np.sqrt(keys.shape[-1])
    ### END SOLUTION


# %% check="scaled_dot_scores" points=0
check_scaled_dot_scores(scaled_dot_scores)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_scaled_dot_scores

check_scaled_dot_scores(scaled_dot_scores, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `query * keys` repeats the query for all S positions. Over which axis is the sum, and how long is that axis?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>What was looked at, and how often: 5 minutes</summary>
#
# ### Exercise 9.12 coverage
#
# **5 minutes, 0 points.** `coverage(weights)` takes `weights (T, S, B)` as in 9.8 and returns `coverage (S, B)`: how much weight each source position got in all T steps together.
#
# By hand, T = 2, S = 2, one row: with the weights (1, 0) at the first step and (0.5, 0.5) at the second the coverage is (1.5, 0.5).
#
# </details>


# %% exercise="coverage" minutes=5 optional
def coverage(weights):
    ### BEGIN SOLUTION
    # Why: At each step the weights sum to 1 over the source. Summed over the steps instead they need
    # not: a position may be looked at three times, and another one never.
    return weights.sum(axis=0)
    ### END SOLUTION


# %% check="coverage" points=0
check_coverage(coverage)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_coverage

check_coverage(coverage, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which of the three axes is not in the shape of the result?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Looking everywhere once, the doubly stochastic penalty: 5 minutes</summary>
#
# ### Exercise 9.13 doubly_stochastic_penalty
#
# **5 minutes, 0 points.** Xu et al. (2015) ask of the weights that each place of the picture be looked at about once in all. `doubly_stochastic_penalty(weights)` takes `weights (T, S, B)` and returns `penalty (B,)`: for each row the sum, over the S positions, of the squared distance of the position's coverage (9.12) from 1. Nothing is divided. All S positions count: in a picture there is no padding.
#
# By hand, with the coverage (1.5, 0.5) of 9.12: $(1 - 1.5)^2 + (1 - 0.5)^2 = 0.5$.
#
# </details>


# %% exercise="doubly_stochastic_penalty" minutes=5 optional
def doubly_stochastic_penalty(weights):
    ### BEGIN SOLUTION
    # Why: The softmax makes the weights sum to 1 over the positions. That they also come to 1 over
    # the steps is asked for by the penalty: a matrix with both is called doubly stochastic.
    return ((1 - weights.sum(axis=0)) ** 2).sum(axis=0)
    ### END SOLUTION


# %% check="doubly_stochastic_penalty" points=0
check_doubly_stochastic_penalty(doubly_stochastic_penalty)
### BEGIN HIDDEN TESTS
from helpers.checks.m09_attention import check_doubly_stochastic_penalty

check_doubly_stochastic_penalty(doubly_stochastic_penalty, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two sums over different axes, and a square between them. Which comes first?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 8 Yours translates
#
# Type your own number in the first line: every step is your `bahdanau_step`. Then look for one that it gets wrong. Where, by section 4, would you begin?

# %% experiment=1 volatile
number = 87_654  # yours: a whole number from 0 to 999_999_999_999

figures.show_map_at("yours")
own = number_pair(number)
ids, weights = lookup.translate(model, numbers.pairs_of([own]), whole)
german = numbers.german_of(ids[:, 0])
print(" ".join(own.english), "->", join_german(german))
figures.show_own(own, german, weights[:, :, 0])

# %% [markdown]
# ## 9 Claimed and measured
#
# Numbers are means over the seeds, with their range.

# %% experiment=1
from helpers.plots.modules.m09.claims import show_claims

show_claims(compared, crossed, spelled, captions, norms)

# %% [markdown]
# ## 10 Limits
#
# - **Number words are not a language.** Real sentences cross over long distances.
# - **Small models, one size, drawn scenes, three seeds.** Nothing was tuned; one factor of the penalty was tried; no decoder has the hidden output layer of Bahdanau and others.
# - **A weight is not a reason.** States have read their neighbours.
#
# ## 11 Summary
#
# - One vector for a sentence is a bottleneck; attention goes around it.
# - Score, mask by $-\infty$, softmax, weighted sum: a soft lookup, with gradients everywhere.
# - Backward: $ds_j = w_j (dw_j - \sum_i w_i \, dw_i)$, each value against what was returned.
# - The path to every input has length one; what comes along it is divided by where one looks.
# - Weights can be read as alignments, against a baseline, where the output reads the context.
# - Without recurrence attention needs order put in, and costs $T^2$.
#
# Module 10 writes to memory by attention, and keeps attention alone.
#
# ### Essay: what the weights explain
#
# **4 points, graded by hand.** 150 to 300 words. A hospital's program describes X-ray pictures, and shows beside each word where it looked. A colleague wants to call this the program's *reason*. One point each: (i) what a weight says exactly, in terms of the lookup; (ii) one number of this module that speaks for reading weights as pointing, and one that speaks against; (iii) why the state or vector under a large weight may hold more, or other, than the place it stands for; (iv) an experiment that would show whether the word depends on the place, and what outcome would convince you.

# %% [markdown] essay="what_the_weights_explain" points=4 minutes=15
# **Rubric.**
#
# - 1 point: a weight is the share that a position's value has in the context of that step; it says nothing of what the value holds, nor of what the decoder does with it.
# - 1 point: two numbers with their baselines, such as pointing in translation or captions against moving on evenly, chance or some object; and a case in which the largest weight is elsewhere while the word is right.
# - 1 point: an encoder's state has read its neighbours, in a network of convolutions a cell sees its surroundings; the decoder's own state carries what was seen before.
# - 1 point: an intervention: cover or change the place, or move the weight, and see whether the word changes; compared with covering another place of the same size.
#
# **A good answer** grants that the picture is useful, for finding errors say, and keeps *where it looked* apart from *why it said so*.

# %% [markdown]
# ## Sources, read critically
#
# - A. Graves (2013), *Generating sequences with recurrent neural networks*, arXiv:1308.0850. Section 5: a mixture of Gaussians slides along the text to be written by hand, the first soft window of this kind; it can move in one direction only, which suits handwriting.
# - I. Sutskever, O. Vinyals & Q. Le (2014), *Sequence to sequence learning with neural networks*, NIPS; K. Cho and others (2014), *Learning phrase representations using RNN encoder-decoder for statistical machine translation*, EMNLP. One vector. Sutskever and others reversed the source and gained much: a sign of how short the usable paths were.
# - K. Cho, B. van Merriënboer, D. Bahdanau & Y. Bengio (2014), *On the properties of neural machine translation: encoder-decoder approaches*, SSST-8. Quality falls with length: the bottleneck, measured.
# - D. Bahdanau, K. Cho & Y. Bengio (2015), *Neural machine translation by jointly learning to align and translate*, ICLR. The word *attention* occurs in passing; they speak of alignment and search. Their curve against length is one test set, and its longest sentences are few. They report no alignment error. Their output reads $y_{t-1}$, $s_t$ and $c_t$ (section 3.1), through a maxout layer (appendix A.2.2).
# - M.-T. Luong, H. Pham & C. Manning (2015), *Effective approaches to attention-based neural machine translation*, EMNLP. Dot, general, and windows; alignment error rates are reported. Their scores were compared inside different models (global, local), so that no one order of them follows.
# - K. Xu and others (2015), *Show, attend and tell: neural image caption generation with visual attention*, ICML. The figures are chosen examples; no pointing accuracy is given. Their grid comes from deep convolutions, each cell of which sees much of the picture.
# - A. Vaswani and others (2017), *Attention is all you need*, NIPS. Their case for scaling by $\sqrt{d}$ is a footnote on variances. The table of costs compares layers, not trained models of equal quality.
# - S. Jain & B. Wallace (2019), *Attention is not explanation*, NAACL; S. Wiegreffe & Y. Pinter (2019), *Attention is not not explanation*, EMNLP. Read both before the essay.
