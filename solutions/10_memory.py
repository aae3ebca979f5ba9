# %% [markdown]
# # 10 Memory and self-attention
#
# **185 minutes.** (Essay included. Plan half an hour more for slow reading, an hour for the optional exercises.) After this module you can
#
# - say how much a memory of one size forgets, from theory and measured;
# - find, read and write slots, and answer in two hops;
# - build the transformer's block, with heads, a mask and layer norms, and train it;
# - say what a transformer keeps and costs, where an LSTM still wins, and how attention becomes an RNN again.
#
# You need module 04's LSTM, lengths (06), residual links (07) and module 09's soft lookup.

# %% setup
import numpy as np

from helpers.checks.m10_memory import (
    check_cached_step,
    check_causal_self_attention,
    check_content_weights,
    check_graph_attention,
    check_layer_norm_backward,
    check_linear_attention_step,
    check_memory_by_hand,
    check_memory_hop,
    check_multi_head,
    check_outer_product_memory,
    check_shift_weights,
    check_sinusoids,
    check_transformer_block,
    check_write_memory,
)
from helpers.scratch.modules import m10_memory, m10_self_attention
from helpers.scratch.modules.m10_self_attention import AttentionCache, layer_norm
from helpers.scratch.ops import softmax

# %% [markdown]
# Eight pairs, such as k7=v3, then each key again, in another order: which value stood beside it? Pairs are drawn anew for every sequence, so nothing can be learned by heart. An LSTM with as many weights does not get far (section 4). This network, of two blocks, does; at the end one of your own blocks answers for your pairs.

# %% experiment=8 volatile
from helpers.experiments.m10_memory.parts import asked, block_model, live, measured, recalled
from helpers.plots.modules.m10 import blocks
from helpers.plots.modules.m10 import memory as figures
from helpers.plots.modules.m10 import text_and_cost as costs

model, _ = live.learn_recall()
sequences = live.questions(N=8, B=250, seed=0)
blocks.print_recalled(sequences, live.answers(model, sequences))

# %% experiment=0 volatile
blocks.show_looks(sequences, live.looks(model, sequences))
figures.show_map_at()

# %% [markdown]
# You will end at an RNN.
#
# ### Recall
#
# **One.** Attention (module 09) finds the scores 0, 0 and $-\infty$ for three positions with the values 4, 8 and 100. What is the context?

# %% predict="recall_context"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(
    prediction, 6, "Equal scores have equal weights, and -inf has none: half of 4 and of 8."
)

# %% [markdown]
# **Two.** An LSTM (module 04) of 32 units has read 1,000 characters. How many numbers does its state hold, memory cells included?

# %% predict="recall_state"
prediction = None

# %%
score_recall(prediction, 64, "32 in h and 32 in c, after 1,000 characters as after one.")

# %% [markdown]
# **Three.** Logits are divided by the temperature 0.5 before the softmax (module 08). The distribution becomes (a) flatter, (b) sharper, (c) neither: only differences count.

# %% predict="recall_temperature"
prediction = None

# %%
score_recall(
    prediction, "b", "All differences are doubled, so the ratios of the weights are squared."
)

# %% [markdown]
# ## 1 A memory of one size
#
# An RNN keeps what it has read in a state of one size. Where two pasts lead to the same state, nothing later can tell them apart: that is forgetting. How much can be kept?
#
# Take the plainest memory, one matrix. In 1972 Kohonen, Anderson and Nakano stored pairs of a **key** and a **value** as a sum of outer products.

# %% [markdown]
# ### Exercise 10.1 outer_product_memory
#
# **10 minutes, 2 points.** `outer_product_memory(keys, values)` stores N pairs in one matrix. `keys (N, D)` and `values (N, C)` hold a pair in each row. The matrix is the sum of the outer products of each key with its value,
#
# $$ M = \sum_i k_i^\top v_i, $$
#
# where the rows $k_i$ and $v_i$ are `keys[i]` and `values[i]`: entry $(d, c)$ of M is the sum over i of `keys[i, d] * values[i, c]`. Return `M (D, C)`. Nothing is divided or scaled, also where keys are not of length 1. The matrix is read with `query @ M`: `query (B, D)` gives `(B, C)`.
#
# By hand, N = 2, D = 2, C = 1: the keys (1, 0) and (3, 2) with the values 4 and 5 give $M = 4 \cdot (1, 0)^\top + 5 \cdot (3, 2)^\top = (19, 10)^\top$. Read with (1, 0) it returns 19: the 4 that was stored, and 15 of the other pair.


# %% exercise="outer_product_memory" minutes=10
def outer_product_memory(keys, values):
    ### BEGIN SOLUTION
    # Why: A product of two matrices is a sum of outer products, one for each index that is summed
    # over. Here that is the index of the pairs, so no loop over them is needed.
    return keys.T @ values
    ### END SOLUTION


# %% check="outer_product_memory" points=2
check_outer_product_memory(outer_product_memory)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_outer_product_memory

check_outer_product_memory(outer_product_memory, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# For one pair, `np.outer(key, value)` is the whole answer. For N of them, which index is summed over, and which matrix product sums over it? A loop over the pairs will do as well.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Keys of length 1 in random directions, 64 numbers each, and values of normal numbers. Is a matrix of 64 x 64 large enough for 8 pairs?

# %% experiment=1
figures.show_map_at("one size")
remember = yours(outer_product_memory, check_outer_product_memory, m10_memory.outer_product_memory)
errors, nearest = recalled.recall_errors(remember, counts := [8, 64])
for N, error, near in zip(
    counts, errors["outer product"].mean(axis=0), nearest.mean(axis=0), strict=True
):
    print(
        f"{N} pairs: squared error {error:.2f} of the values' size; nearest value right {near:.2f}"
    )

# %% [markdown]
# Not for exact recall: with 8 pairs a tenth is noise, with 64 there is as much noise as memory, though the nearest stored value is still the right one. Two pairs show how it grows.

# %% [markdown]
# ### Exercise 10.2 memory_by_hand
#
# **20 minutes, 4 points.** On paper, to four decimals. Two pairs: the keys $k_1 = (1, 0)$ and $k_2 = (0.6, 0.8)$, both of length 1, with the values $v_1 = 2$ and $v_2 = -1$. `memory_by_hand()` returns ten numbers in a dict.
#
# - `M_1`, `M_2`: the two entries of the matrix memory $M = k_1^\top v_1 + k_2^\top v_2$, which is 2 by 1.
# - `r_1`, `r_2`: what the keys recall, $r_i = k_i M$.
# - `e_1`, `e_2`: the errors, recalled minus stored, $e_i = r_i - v_i$.
# - `expected`: the expected squared error of a recalled value, as a multiple of the mean square of the values, for N = 9 pairs with D = 64. Keys have length 1 and random directions, so that the mean of $(k_i \cdot k_j)^2$ is $1/D$; values are independent, with mean 0, so that mixed terms are 0 on average.
# - `w_1`, `read`: the same two pairs, read softly with the query $k_1$: each score is 5 times its inner product with a key, `w_1` the softmax weight of the first pair, `read` the weighted sum of the values.
# - `slot`: a slot that holds 3 is written with the weight $w = 0.5$, erase 0.8 and add 2. First erase, then add: $m' = m \, (1 - w \cdot \text{erase}) + w \cdot \text{add}$.
#
# Before `expected`, look at $e_1$ and $e_2$: which number is in both, and what is it multiplied by?
#
# By hand, with other numbers: the key $(0.8, 0.6)$ with the value 5 is stored as $(4, 3)$, and the query $(0, 1)$ recalls 3.


# %% exercise="memory_by_hand" minutes=20
def memory_by_hand():
    ### BEGIN SOLUTION
    # Why: The error of each value is k_1 . k_2 = 0.6 times the other value: cross-talk. With N pairs
    # there are N - 1 such terms; each has the mean square 1/D times that of a value, and the mixed
    # terms vanish on average, which leaves (N - 1)/D. The softmax weighs by the scores 5 and 3.
    keys, values = np.array([[1.0, 0.0], [0.6, 0.8]]), np.array([2.0, -1.0])
    M = keys.T @ values
    r = keys @ M
    numbers = {"M_1": M[0], "M_2": M[1], "r_1": r[0], "r_2": r[1]}
    numbers |= {"e_1": r[0] - values[0], "e_2": r[1] - values[1], "expected": (9 - 1) / 64}
    w = softmax(5 * keys @ keys[0])
    numbers |= {"w_1": w[0], "read": w @ values, "slot": 3 * (1 - 0.5 * 0.8) + 0.5 * 2}
    return {name: float(number) for name, number in numbers.items()}
    ### END SOLUTION


# %% check="memory_by_hand" points=4
check_memory_by_hand(memory_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_memory_by_hand

check_memory_by_hand(memory_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# M has one entry for each entry of a key: for the first, multiply each value by its key's first entry and add up. Recall is an inner product with M. Of the N pairs, how many are not the one asked for? The inner products of $k_1$ with the two keys are 1 and 0.6; multiply both by 5 before the softmax.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With keys of length 1, reading with $k_i$ gives
#
# $$ r_i = k_i M = \sum_j (k_i \cdot k_j) \, v_j = v_i + \sum_{j \ne i} (k_i \cdot k_j) \, v_j, $$
#
# where $v_j$ is one entry of value $j$. The error is the second sum. Squared, it has the terms $(k_i \cdot k_j)^2 v_j^2$, and mixed ones with $v_j v_l$, $j \ne l$, whose mean is 0. Let all keys point anywhere, evenly. The squares of the D entries of $k_j$ sum to 1 and have equal means, so each has the mean $1/D$; turn the space so that $k_i$ lies along the first axis, and $(k_i \cdot k_j)^2$ is one of them. Its mean is $1/D$, and
#
# $$ \frac{\mathrm{E}[e_i^2]}{\mathrm{E}[v^2]} = \sum_{j \ne i} \frac{1}{D} = \frac{N - 1}{D}. $$
#
# </details>

# %% [markdown]
# With **orthonormal** keys (length 1, all at right angles) there is no cross-talk, but only 64 of them exist (with more pairs, keys are used again). And a sum need not be the best matrix: **least squares** finds the one with the smallest error.
#
# **Predict first.** What is the relative squared error of the best 64 x 64 matrix for 128 pairs with random keys? (Each of its columns has 64 numbers, to meet 128 equations.)

# %% predict="least_squares"
prediction = None

# %% experiment=1
from helpers.experiments import stored

errors, nearest = recalled.recall_errors(remember, counts := [1, 8, 32, 64, 80, 96, 128, 192, 256])
bits = stored("recall_bits")
score_prediction(prediction, errors["least squares"].mean(axis=0)[6], within=0.05)
figures.print_errors(errors, nearest, counts)
figures.show_capacity(errors, counts, bits)
figures.print_bits(bits)

# %% [markdown]
# Random keys: a line, $(N - 1)/D$, and no cliff. Orthonormal keys: nothing lost up to $D$, then each new pair hits an old one. Least squares: nothing up to $D$, then $1 - D/N$, the share of N random values that $D$ directions do not reach. Attention keeps every pair and stays flat: its memory grows.
#
# On the right, values are 8 random signs, keys 8 numbers, and a matrix of 8 x 8 holds as many numbers as an LSTM of 32 units. Trained, it recalls fewer bits than outer products that learned nothing: what a state can hold, and what training finds, are two things.
#
# ## 2 Slots
#
# So keep the pairs apart, in **slots**, and look them up as in module 09. The **Neural Turing Machine** (Graves, Wayne & Danihelka 2014) reads *and writes* them, a tape that can be differentiated. It finds slots by content (the cosine with a key, times $\beta$, into a softmax), moves to a neighbour by a **shift**, and writes by **erase and add**, to each slot as much as its weight says (exercises 10.9 to 10.11). What was hard:

# %% experiment=1
figures.show_map_at("slots")
w, s = np.eye(32)[:, :1], np.array([[0.05], [0.05], [0.9]])  # shifts by -1, 0, 1
for step in range(1, 41):
    w = m10_memory.shift_weights(w, s)
    if step in (1, 5, 10, 40):
        print(f"{step:2d} shifts, each to 0.9 forward: largest weight {w.max():.2f}")

# %% [markdown]
# Nearly sure of each move, it is soon nowhere in particular; so they raise the weights to a power after each. Training stayed delicate, and depends on how the memory is first filled (Collier & Beel 2018).
#
# A **memory network** (Weston and others 2015) only reads, but several times. In that of Sukhbaatar and others (2015) each **hop** adds what it found to the question $u$ $(B, D)$, and asks again (exercise 10.12):
#
# $$ w_i = \mathrm{softmax}_i (u \cdot m^\text{in}_i), \qquad u' = u + \sum_i w_i \, m^\text{out}_i . $$
#
# where $m^\text{in}_i$ and $m^\text{out}_i$ $(B, D)$ are a statement embedded for being found and for being read. Our stories have 10 statements and one question, such as *where is the book?* Five people move once and take one thing each. One must find who took it, then where that person moved, before or after.
#
# **Predict first.** There are 6 places. What share of the questions does a *single* hop answer?

# %% predict="one_hop"
prediction = None

# %% experiment=4 volatile
stories, latest = stored("story_hops"), stored("latest_counts")
one_hop = figures.story_scores(stories, "1 hop")
score_prediction(prediction, one_hop.mean(), unit="of the questions", within=0.1)
network, right, held_out = live.learn_hops(2)
print(f"two hops, live: {right:.3f} of the stories held out are right")
figures.show_hops(held_out, 0, live.hop_weights(network, held_out))

# %% experiment=1
figures.print_hops(stories, latest, measured.most_frequent_place())
figures.show_latest(latest)

# %% [markdown]
# One hop, and an LSTM that reads the statements, do about as well as naming the place that occurs most often. Two hops answer all, though nobody said which statements matter. Where people move twice and the latest place counts, four of six starts find it. Sukhbaatar and others leave the softmax out at first (**linear start**): all six soon get three in four right; five lose it when the softmax comes in. On our schedule it did not help; six starts cannot show that it harms.
#
# Bengio (2019) speaks of a **micro state**, the RNN's own, and a **macro state** beside it, written to and read by attention, through which no gradient has to pass step by step. That is about paths; to find the right slot is still to be learned.
#
# ## 3 Attention over one's own past
#
# A language model's slots can be its own past. Step $t$ asks with a **query**, has a **key** to be found by and a **value** to be read, all made from the same $x_t$, and sees itself and what came before: a **causal mask**.
#
# The scores are divided by $\sqrt H$, $H$ being the size of a key. Let the entries of $q$ and $k$ be independent, with mean 0 and variance 1. A product $q_h k_h$ has mean 0 and variance $\mathrm{E}[q_h^2] \, \mathrm{E}[k_h^2] = 1$; variances of uncorrelated terms add up, so $q \cdot k = \sum_h q_h k_h$ has variance $H$. The scores grow like $\sqrt H$, and the softmax turns into a choice:

# %% experiment=1
figures.show_map_at("past")
costs.print_scaling({H: measured.scaling(H) for H in (4, 64, 1024)})

# %% [markdown]
# Where one weight is 1, the gradient $w_j (dw_j - \sum_i w_i \, dw_i)$ of module 09 is 0. Divided by $\sqrt H$, scores have variance 1 at every size; divided by $H$ they go to 0, and all weights become alike.

# %% [markdown]
# ### Exercise 10.3 causal_self_attention
#
# **20 minutes, 4 points.** `causal_self_attention(p, xs, lengths)` lets every step look at itself and at the steps before it. `xs (T, B, D)` holds B sequences; sequence b has `lengths[b]` real steps, from 1 to T, and padding after them; `lengths` is (B,). `p` holds the weights `p.W_q (D, H)`, `p.W_k (D, H)` and `p.W_v (D, C)`, no biases. For each sequence
#
# $$ q_t = x_t W_q, \quad k_t = x_t W_k, \quad v_t = x_t W_v, $$
#
# and
#
# $$ s_{t j} = \frac{q_t \cdot k_j}{\sqrt H}, \qquad w_{t j} = \frac{e^{s_{tj}}}{\sum_{i \le t} e^{s_{ti}}} \ \text{ for } j \le t, \ \text{ else } 0, \qquad y_t = \sum_{j \le t} w_{t j} v_j. $$
#
# Return `ys (T, B, C)` and `weights (B, T, T)`, in this order: `weights[b, t, j]` is $w_{tj}$ of sequence b, so each row of a real step sums to 1. A step sees itself. On padding, `ys` is 0, and so is the row of weights. What `xs` holds there must not matter: it may be a large number or NaN, and 0 times NaN is NaN, so clear it first. `softmax(x, axis=-1)` is given, and gives $-\infty$ the weight 0; a real score may lie anywhere between $-100{,}000$ and 100,000. `xs` itself is not changed.
#
# By hand, T = 2, one sequence, D = H = C = 1, $W_q = \ln 3$, $W_k = 1$, $W_v = 4$, and the steps 0 and 1: the first step has only itself, weight 1, and $y_0 = 0$. The second has the scores 0 and $\ln 3$, the weights 0.25 and 0.75, and $y_1 = 0.25 \cdot 0 + 0.75 \cdot 4 = 3$.


# %% exercise="causal_self_attention" minutes=20
def causal_self_attention(p, xs, lengths):
    ### BEGIN SOLUTION
    # Why: With the batch in front, one product makes all T x T scores of each sequence. Hidden
    # scores become -inf before the softmax, so that a row's weights sum to 1 over what it may see.
    # Padding comes last, and a real step sees no later one: it is enough to clear xs, and the rows
    # of padding in the end.
    T, _, _ = xs.shape
    real = np.arange(T)[:, None] < lengths
    xs = np.where(real[..., None], xs, 0.0)
    q, k, v = ((xs @ W).transpose(1, 0, 2) for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(T) > 0, scores, -np.inf))
    weights = weights * real.T[..., None]
    return (weights @ v).transpose(1, 0, 2), weights
    ### END SOLUTION


# %% check="causal_self_attention" points=4
check_causal_self_attention(causal_self_attention)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_causal_self_attention

check_causal_self_attention(causal_self_attention, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.arange(T)[:, None] < lengths` is a table (T, B), True on real steps; `np.where` puts 0 on padding with it. `xs.transpose(1, 0, 2)` is (B, T, D); then `@` works for each sequence apart. The scores are (B, T, T): which of the last two axes holds the step that looks? `np.tri(T)` is 1 where a column is not after its row, else 0.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# One softmax makes one average. So the columns are dealt out to several **heads** (Vaswani and others 2017).

# %% [markdown]
# ### Exercise 10.4 multi_head
#
# **20 minutes, 4 points.** `multi_head(p, xs, heads)` looks with several heads, each on a part of the columns. `xs` is (T, B, D), without padding; `heads` divides D, and $d = D / \text{heads}$. `p` holds `p.W_q`, `p.W_k`, `p.W_v`, `p.W_o`, each (D, D), and the biases `p.b_q`, `p.b_k`, `p.b_v`, `p.b_o`, each (D,).
#
# 1. Queries, keys and values, of D columns each: `xs @ p.W_q + p.b_q`, and likewise for k and v.
# 2. Head h owns a block of d columns in each of the three, from column $h d$ on: with D = 6 and two heads, the first has columns 0, 1, 2 and the second 3, 4, 5.
# 3. Each head does for itself what 10.3 does, with scores $q_t \cdot k_j / \sqrt d$.
# 4. The heads' results stand side by side again, head 0 on the left: `found`, D columns. Then `ys` is `found @ p.W_o + p.b_o`.
#
# Return `ys (T, B, D)` and `weights (B, heads, T, T)`, in this order. `softmax(x, axis=-1)` is given; scores may be as low as in 10.3.
#
# By hand, T = 2, one sequence, D = 2, two heads. $W_q$, $W_k$ and $W_v$ are identity matrices, biases are 0, and the steps are (0, 1) and (1, 0). In step 1 head 0 has the query 1 and the keys 0 and 1, head 1 the query 0 and the keys 1 and 0: the weights are 0.2689 and 0.7311 in head 0, 0.5 and 0.5 in head 1. Side by side, step 1 found $(0.2689 \cdot 0 + 0.7311 \cdot 1, \ 0.5 \cdot 1 + 0.5 \cdot 0) = (0.7311, 0.5)$, which $W_o$ then mixes.


# %% exercise="multi_head" minutes=20
def multi_head(p, xs, heads):
    ### BEGIN SOLUTION
    # Why: The last axis is cut into (heads, d), which keeps each block of columns together; then the
    # axes are put in the order (B, heads, T, d), so that the products run for each sequence and head
    # apart. Joining undoes both steps in the reverse order.
    T, B, D = xs.shape
    d = D // heads
    q, k, v = (
        (xs @ W + b).reshape(T, B, heads, d).transpose(1, 2, 0, 3)
        for W, b in ((p.W_q, p.b_q), (p.W_k, p.b_k), (p.W_v, p.b_v))
    )
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d)
    weights = softmax(np.where(np.tri(T) > 0, scores, -np.inf))
    found = (weights @ v).transpose(2, 0, 1, 3).reshape(T, B, D)
    return found @ p.W_o + p.b_o, weights
    ### END SOLUTION


# %% check="multi_head" points=4
check_multi_head(multi_head)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_multi_head

check_multi_head(multi_head, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over the heads is a good start: head h takes `q[:, :, h * d : (h + 1) * d]`, and goes on as in 10.3. `np.concatenate` puts the results side by side, `np.stack` collects the weights. Without a loop, `reshape` cuts the last axis, which is the one of D entries, and `transpose` reorders axes: `reshape` alone never exchanges two of them.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# And **order**? A weighted sum has none. Shuffle the past of random networks:

# %% experiment=1 volatile
attend_past = yours(
    causal_self_attention, check_causal_self_attention, m10_self_attention.causal_self_attention
)
shuffled = measured.shuffled_attention(attend_past), measured.shuffled_past(layers=2)
print(f"one causal layer: the last output changes by {shuffled[0]:.0e}")
print(f"two causal blocks: by {shuffled[1]:.2f}; with positions: ", end="")
print(f"one block {measured.shuffled_past(1, positions=True):.2f}")

# %% [markdown]
# One layer sees a set. With two, the mask tells order: what a step found depends on what stood before it, and the next layer reads that. Still, a vector for each **position** is usually added to the input, learned as here, or of sines and cosines (exercise 10.13).
#
# ## 4 The block
#
# Attention moves information between steps. A **position-wise net** of two layers then works on each step alone. Both branches are added to what passes straight on, as in module 07: the **residual stream**. And each first puts its input on one scale, by a **layer norm** (Ba, Kiros & Hinton 2016): the $D$ entries of a vector get mean 0 and variance 1, then a learned gain and shift.
#
# The way back, for one vector: $n_d = (x_d - \mu)/\sigma$ and $y_d = n_d \, \mathrm{gain}_d + \mathrm{shift}_d$, so $dn_d = dy_d \, \mathrm{gain}_d$ comes in. Three ways lead from $x_d$ to the loss.
#
# - Through its own $n_d$: $dn_d / \sigma$.
# - Through the mean, $\partial \mu / \partial x_d = 1/D$, which every $n_j$ contains as $-\mu/\sigma$: in sum $-\frac{1}{\sigma} \frac1D \sum_j dn_j$.
# - Through $\sigma$. From $\sigma^2 = \frac1D \sum_j (x_j - \mu)^2 + 10^{-5}$ follows $\partial \sigma / \partial x_d = (x_d - \mu)/(D \sigma) = n_d / D$, and every $n_j$ changes with $\sigma$ by $-n_j/\sigma$: in sum $-\frac{1}{\sigma} \, n_d \, \frac1D \sum_j dn_j n_j$.
#
# Their sum is $dx_d$.

# %% [markdown]
# ### Exercise 10.5 layer_norm_backward
#
# **25 minutes, 5 points.** Once more:
#
# $$ n = \frac{x - \mu}{\sigma}, \qquad \mu = \frac1D \sum_d x_d, \qquad \sigma = \sqrt{\frac1D \sum_d (x_d - \mu)^2 + 10^{-5}}, \qquad y = n \cdot \text{gain} + \text{shift}. $$
#
# Each vector is on its own: $\mu$ and $\sigma$ are taken over the last axis alone, and neither the batch nor another step counts.
#
# `layer_norm_backward(x, gain, dy)` is the way back. `x` and `dy`, the gradient with respect to y, have the same shape, (B, D) or (T, B, D), with one vector along the last axis; `gain` is (D,). Return `dx`, shaped like `x`, `dgain (D,)` and `dshift (D,)`, in this order: gain and shift are shared by all vectors. Compute $n$ and $\sigma$ again from `x`. Results are compared to nine digits, so the $10^{-5}$ counts.
#
# By hand, one vector of D = 4: $x = (-1, -1, 1, 1)$ has $\mu = 0$, $\sigma = 1$ (to five digits) and $n = x$. With the gain (2, 1, 1, 1) and $dy = (4, 0, 0, 0)$, $dn = (8, 0, 0, 0)$, its mean is 2, and the mean of $dn \cdot n$ is $-2$. So $dx = (8 - 2 - 2, \ 0 - 2 - 2, \ 0 - 2 + 2, \ 0 - 2 + 2) = (4, -4, 0, 0)$, `dgain` is $(-4, 0, 0, 0)$, and `dshift` is $(4, 0, 0, 0)$.


# %% exercise="layer_norm_backward" minutes=25
def layer_norm_backward(x, gain, dy):
    ### BEGIN SOLUTION
    # Why: Moving all entries of x together, or stretching them about their mean, changes no n. So
    # dx may hold neither a mean nor a part along n: both are subtracted. The last axis is the
    # vector's own; over all axes before it, gain and shift are shared, and their gradients add up.
    centred = x - x.mean(axis=-1, keepdims=True)
    sd = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    n = centred / sd
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    before = tuple(range(x.ndim - 1))
    return dx, (dy * n).sum(axis=before), dy.sum(axis=before)
    ### END SOLUTION


# %% check="layer_norm_backward" points=5
check_layer_norm_backward(layer_norm_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_layer_norm_backward

check_layer_norm_backward(layer_norm_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which axis belongs to one vector? `keepdims=True` keeps it with the size 1, so that what was averaged over it still fits beside x. For `dgain` and `dshift` the sum runs over all other axes: `tuple(range(x.ndim - 1))` names them, or `x.reshape(-1, D)` makes one axis of them.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With $\overline{\phantom{x}}$ for the mean over the $D$ entries,
#
# $$ dx_d = \frac{1}{\sigma} \big( dn_d - \overline{dn} - n_d \, \overline{dn \cdot n} \big) . $$
#
# </details>

# %% [markdown]
# ### Exercise 10.6 transformer_block
#
# **20 minutes, 4 points.** `transformer_block(p, xs, heads)` is the block that transformers are stacked from. Two branches read the residual stream `xs (T, B, D)`, and each adds what it has found.
#
# $$ \text{middle} = xs + \text{multihead}(\text{norm}_1(xs)), \qquad ys = \text{middle} + \text{net}(\text{norm}_2(\text{middle})), $$
#
# $$ \text{net}(a) = \max(a W_1 + b_1, 0) \, W_2 + b_2. $$
#
# Nothing is normed where the branches are added ("pre-norm"). `p` has four parts: `p.norm_1` and `p.norm_2`, each with `gain (D,)` and `shift (D,)`; `p.attention`, the weights of 10.4; and `p.net`, with `W_1 (D, F)`, `b_1 (F,)`, `W_2 (F, D)`, `b_2 (D,)`. Return `ys (T, B, D)`; `xs` itself is not changed. Given are `layer_norm(x, gain, shift)` and `m10_self_attention.multi_head(p, xs, heads)`, which returns two things as in 10.4; your own `multi_head` will do too.
#
# By hand, one step, D = 2, F = 1, all weights of `p.attention` 0, so that the first branch finds 0 and middle is xs. With xs = (1, 3) and `norm_2` of gain 1 and shift 0, the second branch reads $(-1, 1)$ (to five digits). With $W_1 = (0, 2)^\top$, $b_1 = 0$, $W_2 = (1, 0.5)$, $b_2 = 0$ the one unit is 2, and ys = (1 + 2, 3 + 1) = (3, 4).


# %% exercise="transformer_block" minutes=20
def transformer_block(p, xs, heads):
    ### BEGIN SOLUTION
    # Why: What a step is stays on the stream, and both branches only add to it: so a gradient always
    # has a way back past them. Heads move information between steps, and the net works on each step
    # alone, with the same weights.
    found, _ = m10_self_attention.multi_head(p.attention, layer_norm(xs, *p.norm_1), heads)
    middle = xs + found
    hidden = np.maximum(layer_norm(middle, *p.norm_2) @ p.net.W_1 + p.net.b_1, 0.0)
    return middle + hidden @ p.net.W_2 + p.net.b_2
    ### END SOLUTION


# %% check="transformer_block" points=4
check_transformer_block(transformer_block)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_transformer_block

check_transformer_block(transformer_block, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One line for each of: the first branch, middle, the units of the net, ys. Which array does each branch read, and to which one is its result added? `layer_norm` takes three arguments, and two of them are parts of `p.norm_1` or `p.norm_2`.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The whole model: an embedding plus a vector for each position, the blocks, a last layer norm, an affine readout to logits. The central experiment: two blocks in NumPy, forward by your `transformer_block`, backward by the course's, learn the opening's task with 2 to 8 pairs.
#
# **Predict first.** Always answering with the value shown most often, of 16: what share is right with 8 pairs?

# %% predict="most_frequent"
prediction = None

# %% experiment=18 volatile
figures.show_map_at("block")
baseline = {N: asked.most_frequent(N) for N in (2, 4, 8)}
score_prediction(prediction, baseline[8], unit="of the questions", within=0.05)
block = yours(transformer_block, check_transformer_block, m10_self_attention.transformer_block)
learned, rows = block_model.learn_recall(block)
record = stored("associative_recall")
blocks.show_jump(rows, record, baseline[8])
blocks.print_recall(record, baseline)

# %% [markdown]
# For hundreds of updates two blocks do no better than that; then, within two or three hundred, they recall. Needed at once, as in the opening's figure: a head in block 1 that looks one step back, so that a value's step knows its key, and one in block 2 that looks for this key. Neither helps alone, which would explain the plateau, and why one block stays on it. When the jump comes depends on the first weights.
#
# It is the *look* that counts, not the block: an LSTM that looks back at its own states, a macro state, leaves the plateau sooner, on every seed, in less than half the seconds.
#
# ## 5 Induction and text
#
# In text the same pair of heads is called **induction** (Elhage and others 2021; Olsson and others 2022): *find where this token stood before, say what came next*. A test: 32 tokens repeat their beginning after 8 to 15 steps, the period drawn for each sequence. Two blocks learn it, one does not. Suppose every sequence repeats after 10 steps.
#
# **Predict first.** *One* block is trained and tested at the period 10. What share of the repeat does it get right?

# %% predict="fixed_period"
prediction = None

# %% experiment=5 volatile
figures.show_map_at("text")
fixed, elsewhere = live.learn_fixed_period()
score_prediction(prediction, fixed, unit="of the tokens", within=0.05)
print(f"the same network, asked at periods from 8 to 15, 10 among them: {elsewhere:.2f}")
induction = stored("induction")
blocks.show_induction(induction)

# %% [markdown]
# The trap: at a fixed period, *look 10 steps back* is a matter of position. Tested on the same data, it looks like induction; drawn periods show that it is none. (Two blocks so trained had learned some induction all the same.)
#
# Now text: two blocks as a character model of the help topics (module 01), trained in PyTorch (below, one of the 45 s runs). Your block runs them, and writes.

# %% experiment=3 volatile
trained, vocab, held = live.character_model()
p = block_model.from_torch(trained)
windows = live.windows_of(held, 40)
ours = block_model.nats(p, windows, block, heads=4)
print(f"nats a character, 40 windows held out: PyTorch {live.nats(trained, windows):.6f}, ", end="")
print(f"your block {ours:.6f}")
start = "The "  # yours: up to 20 characters
print(block_model.write(p, vocab, start, block, heads=4))

# %% experiment=1
text, long = stored("character_block"), stored("character_block_long")
costs.print_text(text, long)
costs.show_text(text, long)

# %% [markdown]
# With equal weights and equal seconds the LSTM wins, by about 0.45 nats, and per character read as well. The transformer has a plateau here too, near 2.6 nats, what a table of letter pairs scores (module 01). Time brings them near: after five times as long (one seed) the transformer ends at 1.61, the LSTM at 1.62, neither at the 1.58 of the short LSTM runs. (Module 02's 5-gram: 1.64 on the first split.)
#
# ## 6 Cache, cost, graphs
#
# For each character, the model above ran over the whole text anew. But keys and values of earlier steps do not change, since no step sees the future.

# %% [markdown]
# ### Exercise 10.7 cached_step
#
# **15 minutes, 3 points.** `cached_step(p, x_t, cache)` takes one more step of 10.3, `x_t (B, D)`, without doing the earlier ones again. `p` holds the weights of 10.3, and `cache` is an `AttentionCache` with `cache.keys (S, B, H)` and `cache.values (S, B, C)` of the S steps so far; S is 0 before the first.
#
# 1. The new step's key and value, (B, H) and (B, C), join those of the cache, at the end. They come first, since a step sees itself, too.
# 2. The new step's query looks at all S + 1 keys: scores $q \cdot k_j / \sqrt H$, a softmax over the S + 1 steps, and the weighted sum of the values.
#
# Return `y_t (B, C)` and the new cache, `AttentionCache(keys, values)` with S + 1 steps, in this order. The old cache is not changed. `softmax(x, axis)` is given.
#
# By hand, with 10.3's example, $W_q = \ln 3$, $W_k = 1$, $W_v = 4$: after the step 0 the cache holds the key 0 and the value 0. The step 1 adds the key 1 and the value 4, has the weights 0.25 and 0.75, and returns $y_t = 3$.


# %% exercise="cached_step" minutes=15
def cached_step(p, x_t, cache):
    ### BEGIN SOLUTION
    # Why: Keys and values of earlier steps do not depend on what comes later, since no step sees the
    # future: so they may be kept. Queries need not be, each is used once. There is nothing to mask,
    # because the cache holds no later steps.
    keys = np.concatenate([cache.keys, (x_t @ p.W_k)[None]])
    values = np.concatenate([cache.values, (x_t @ p.W_v)[None]])
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[-1]), axis=0)
    return (weights[..., None] * values).sum(axis=0), AttentionCache(keys, values)
    ### END SOLUTION


# %% check="cached_step" points=3
check_cached_step(cached_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_cached_step

check_cached_step(cached_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.concatenate` joins arrays of three axes: `(x_t @ p.W_k)[None]` is (1, B, H). With the query (B, H), `q * keys` is (S + 1, B, H): a sum over which axis makes scores of it, and over which axis should the weights sum to 1?
#
# </details>
#
# [Worked solution]()

# %% experiment=1 volatile
figures.show_map_at("cost")
step = yours(cached_step, check_cached_step, m10_self_attention.cached_step)
print(f"40 cached steps against the whole run: {measured.cached_difference(step, attend_past):.0e}")
rows, kept = measured.token_costs((32, 64, 128, 256, 512, 1024))
costs.show_costs(rows, kept)

# %% [markdown]
# With a cache a token costs about the same at any length shown; without one forty to fifty times as much at 1,024. The price is memory: 256 numbers more for every token, where the LSTM keeps 256 in all.
#
# Layers can be compared by multiplications, by steps that wait for each other, and by the longest path between two steps. And a mask is a **graph** of who looks at whom (Veličković and others 2018; exercise 10.14).

# %% experiment=1 volatile
costs.print_cost_table({(T, 64): m10_self_attention.cost_table(T, 64) for T in (32, 1024)})
costs.print_graphs(measured.graphs(attend_past))

# %% [markdown]
# Self-attention does not wait, and every path has length 1. Its $4 T D^2 + 2 T^2 D$ multiplications are 2.5 times the recurrence's $2 T D^2$ at 32 steps, 18 times at 1,024. The **complete graph** is self-attention without a mask, edges into the past are the causal mask, and the **chain** is a window of three that slides: a convolution whose weights depend on what it sees.
#
# ## 7 An RNN again
#
# What if the softmax goes? Let the likeness of query and key be $f(q) \cdot f(k)$, where $f$ makes each of the $H$ entries positive. With row vectors,
#
# $$ y_t = \frac{\sum_{j \le t} \big(f(q_t) \cdot f(k_j)\big) \, v_j}{\sum_{j \le t} f(q_t) \cdot f(k_j)} = \frac{f(q_t) \sum_{j \le t} f(k_j)^\top v_j}{f(q_t) \cdot \sum_{j \le t} f(k_j)} = \frac{f(q_t) \, S_t}{f(q_t) \cdot z_t} . $$
#
# The query leaves both sums, and running sums remain: $S_t = S_{t-1} + f(k_t)^\top v_t$, a matrix $(H, C)$ of outer products, and $z_t = z_{t-1} + f(k_t)$, which is $(H,)$. A state of one size, a new one at each step: an RNN (Katharopoulos and others 2020). With a softmax it does not work: $e^{q \cdot k}$ is no inner product of finitely many features.

# %% [markdown]
# ### Exercise 10.8 linear_attention_step
#
# **15 minutes, 3 points.** `linear_attention_step(S, z, q, k, v)` is one step of attention without a softmax, for B sequences at once. `q` and `k` are (B, H), `v` is (B, C); the past is kept in `S (B, H, C)` and `z (B, H)`, both 0 before the first step. Entry by entry, $f(a) = a + 1$ for $a > 0$, else $e^a$.
#
# $$ S' = S + f(k)^\top v, \qquad z' = z + f(k), \qquad y = \frac{f(q) \, S'}{f(q) \cdot z'}. $$
#
# The new pair is stored before it is read, since a step sees itself. Apply $f$ inside the function, to q and k: what it gets are the plain ones. Return `y (B, C)`, `S_next (B, H, C)` and `z_next (B, H)`, in this order; the old `S` and `z` are not changed. The entries of q and k lie between $-30$ and 30.
#
# By hand, H = 2, C = 1: $q = (1, 0)$ and $k = (0, -\ln 2)$ have $f(q) = (2, 1)$ and $f(k) = (1, 0.5)$. With $v = 4$, $S = (0, 2)^\top$ and $z = (0, 1)$: $S' = (4, 4)^\top$, $z' = (1, 1.5)$, and $y = (2 \cdot 4 + 1 \cdot 4) / (2 \cdot 1 + 1 \cdot 1.5) = 12 / 3.5 = 3.4286$.


# %% exercise="linear_attention_step" minutes=15
def linear_attention_step(S, z, q, k, v):
    ### BEGIN SOLUTION
    # Why: In sum_j (f(q) . f(k_j)) v_j the query does not depend on j, so it can be taken out of the
    # sum: what is left is a sum of outer products, which can be kept and added to. The denominator
    # is the same with 1 for every value, and its sum is z.
    fq, fk = (np.where(a > 0, a + 1, np.exp(np.minimum(a, 0))) for a in (q, k))
    S_next = S + fk[:, :, None] * v[:, None, :]
    z_next = z + fk
    found = (fq[:, :, None] * S_next).sum(axis=1)
    return found / (fq * z_next).sum(axis=1, keepdims=True), S_next, z_next
    ### END SOLUTION


# %% check="linear_attention_step" points=3
check_linear_attention_step(linear_attention_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_linear_attention_step

check_linear_attention_step(linear_attention_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write $f$ as a small function first; `np.where` chooses between two arrays. `k[:, :, None] * v[:, None, :]` has an outer product for each row. For y, over which axis of $f(q)$ times $S'$ is the sum? The denominator is one number for each row: which shape lets it divide (B, C)?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# **Predict first.** For eight random pairs with $D = 64$ the outer product has an error of about 0.11. Linear attention has a matrix of the same size, but its features are all positive, so at no wide angle to each other. What is its error?

# %% predict="linear_error"
prediction = None

# %% experiment=1 volatile
figures.show_map_at("linear", "one size")
linear = yours(
    linear_attention_step, check_linear_attention_step, m10_self_attention.linear_attention_step
)
same, steps, whole = measured.two_forms(linear)
print("step by step  ", *(f"{y:9.5f}" for y in steps))
print("all at once   ", *(f"{y:9.5f}" for y in whole), f"   largest difference {same:.0e}")
linear_error = {N: recalled.linear_recall(linear, N)[0] for N in (8, 64)}
score_prediction(prediction, linear_error[8], within=0.1)
print(
    f"64 pairs: {linear_error[64]:.2f}; mean cosine of two features {recalled.linear_recall(linear, 64)[1]:.2f}"
)

# %% [markdown]
# The circle closes: trained in parallel like a transformer, run in constant memory like an RNN, and forgetting more than section 1's, since its features lie close together: all weights are nearly equal, and it reads nearly the mean value.
#
# ## 8 System 1 and 2
#
# Psychologists tell a fast **system 1** from a slow, deliberate **system 2** (Kahneman 2011). Bengio (2019) likens a usual forward pass to the first, and attention over a large memory, step by step, to the second: a way of speaking that suggests architectures. Shown here is that two lookups answer what one cannot; not that a softmax deliberates.
#
# ### Last, yours recalls
#
# Section 4's network, your block in it, answers for your pairs:

# %% experiment=0 volatile
from helpers.experiments.m10_memory.parts import typed

pairs = "k7=v3 k30=v15 k1=v0 k12=v3 k0=v9"  # yours: k0 to k31, v0 to v15; 2 to 8 pairs
question = typed.read_pairs(pairs)
logits, _ = block_model.predict(learned, question.ids, block, asked.HEADS)
blocks.print_recalled(question, logits.argmax(axis=-1), rows=1)

# %% [markdown]
# ### Optional: a tape's parts, hops, positions, graphs

# %% [markdown]
# <details><summary>Looking up by content, as a Neural Turing Machine does: 10 minutes</summary>
#
# ### Exercise 10.9 content_weights
#
# **10 minutes, 0 points.** `content_weights(memory, key, beta)` finds the slots of a memory by what they hold. `memory (N, B, C)` has N slots for each of B rows, `key (B, C)` what each row looks for, and `beta (B,)`, at least 0, how sharply. The likeness of a slot and the key is the cosine of the angle between them,
#
# $$ \cos(m, k) = \frac{m \cdot k}{|m| \, |k|}, \qquad |a| = \sqrt{a \cdot a}, $$
#
# and the weights are the softmax over the N slots of `beta` times the cosine. Return `w (N, B)`. Slots and keys may be long or short, from 0.0001 to 10,000, so that no small number can be added to the lengths; none is all zeros. `beta` may be 0. `softmax(x, axis)` is given.
#
# By hand, one row with C = 2: the key (2, 0) has the cosines 1 and 0 with the slots (3, 0) and (0, 5). With $\beta = \ln 3$ the scores are $\ln 3$ and 0, and the weights 0.75 and 0.25. How long the slots are does not matter.
#
# </details>


# %% exercise="content_weights" minutes=10 optional
def content_weights(memory, key, beta):
    ### BEGIN SOLUTION
    # Why: A plain inner product would let a long slot win whatever it holds. Divided by both lengths
    # it lies between -1 and 1, and beta alone says how sharp the softmax is.
    lengths = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1)
    cosines = (memory * key).sum(axis=-1) / lengths
    return softmax(beta * cosines, axis=0)
    ### END SOLUTION


# %% check="content_weights" points=0
check_content_weights(content_weights)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_content_weights

check_content_weights(content_weights, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `memory * key` is (N, B, C): a sum over which axis is the inner product? `np.linalg.norm(a, axis=...)` is a vector's length. Which shapes do the cosines and `beta` have, and over which axis do the weights share 1?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Moving to the next slot, as a Neural Turing Machine does: 10 minutes</summary>
#
# ### Exercise 10.10 shift_weights
#
# **10 minutes, 0 points.** `shift_weights(w, s)` moves weights along the slots. `w (N, B)` holds a distribution over N slots for each of B rows; `s (K, B)` a distribution over K shifts, K odd and at most N. The shifts run from $-(K - 1)/2$ to $(K - 1)/2$, so that the middle row of `s` is the share of the shift 0, and the last one the share of the largest shift forward. A shift of 1 moves weight from slot i to slot i + 1; the ends meet, and from the last slot it goes to slot 0. Each shift moves its share of all the weight:
#
# $$ w'_{ib} = \sum_k s_{kb} \, w_{jb}, \qquad j = \Big(i - \big(k - \tfrac{K - 1}{2}\big)\Big) \bmod N, $$
#
# with k from 0 to K - 1. Return `w_next (N, B)`.
#
# By hand, N = 4, K = 3, one row: all the weight is on slot 1, $w = (0, 1, 0, 0)$, and $s = (0.1, 0.2, 0.7)$ for the shifts $-1$, 0, 1. Then $w' = (0.1, 0.2, 0.7, 0)$. From slot 3 the same shifts give $(0.7, 0, 0.1, 0.2)$.
#
# </details>


# %% exercise="shift_weights" minutes=10 optional
def shift_weights(w, s):
    ### BEGIN SOLUTION
    # Why: np.roll moves entries forward by a whole number of places, and lets the ends meet. All K
    # shifts happen at once, each with its share. Such a sum is a circular convolution.
    K = len(s)
    w_next = np.zeros_like(w)
    for k in range(K):
        w_next += s[k] * np.roll(w, k - K // 2, axis=0)
    return w_next
    ### END SOLUTION


# %% check="shift_weights" points=0
check_shift_weights(shift_weights)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_shift_weights

check_shift_weights(shift_weights, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over the K shifts. `np.roll(w, 1, axis=0)` moves row i to row i + 1, and the last one to the front. By how many slots does row k of `s` move? Try it on the example by hand.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Erase and add, the write of a Neural Turing Machine: 10 minutes</summary>
#
# ### Exercise 10.11 write_memory
#
# **10 minutes, 0 points.** `write_memory(memory, w, erase, add)` writes to all slots at once, to each as much as its weight says. `memory (N, B, C)` has N slots for each of B rows, `w (N, B)` a weight for each slot, from 0 to 1; `erase (B, C)`, from 0 to 1, says which entries are to go, and `add (B, C)` what comes. First erase, then add:
#
# $$ m'_{ibc} = m_{ibc} \, (1 - w_{ib} \, \text{erase}_{bc}) + w_{ib} \, \text{add}_{bc}. $$
#
# Return the new memory (N, B, C); the old one is not changed.
#
# By hand, one slot with C = 1 that holds 4, the weight 0.5, erase 0.6 and add 1: $4 \cdot (1 - 0.3) + 0.5 \cdot 1 = 3.3$.
#
# </details>


# %% exercise="write_memory" minutes=10 optional
def write_memory(memory, w, erase, add):
    ### BEGIN SOLUTION
    # Why: One weight scales both halves. At w = 1 with erase 1 the slot is replaced, at w = 0 it
    # stays; in between it is a mixture that can be differentiated. Were it erased after the adding, a
    # part of what was just written would be lost.
    w = w[:, :, None]
    return memory * (1 - w * erase) + w * add
    ### END SOLUTION


# %% check="write_memory" points=0
check_write_memory(write_memory)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_write_memory

check_write_memory(write_memory, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `w` lacks the axis of the C entries: `w[:, :, None]` adds it, with the size 1. `erase` and `add` lack that of the N slots, which NumPy repeats in front by itself.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>One hop of a memory network: 10 minutes</summary>
#
# ### Exercise 10.12 memory_hop
#
# **10 minutes, 0 points.** `memory_hop(u, m_in, m_out)` is one hop of a memory network. `u (B, D)` is the question of each of B rows. The same N statements are there twice: as `m_in (N, B, D)`, to be found, and as `m_out (N, B, D)`, to be read. The weights are the softmax, over the N statements, of the inner products of u with `m_in`; what is found is the sum of `m_out` with these weights; and the next hop asks with u plus what was found:
#
# $$ w_{nb} = \operatorname{softmax}_n (u_b \cdot m^{\text{in}}_{nb}), \qquad u'_b = u_b + \sum_n w_{nb} \, m^{\text{out}}_{nb}. $$
#
# Nothing is scaled. Return `u_next (B, D)` and `weights (N, B)`, in this order. `softmax(x, axis)` is given.
#
# By hand, one row with D = 1: u = 1, `m_in` 0 and $\ln 3$, `m_out` 4 and 8. The weights are 0.25 and 0.75, what is found is 7, and `u_next` is 8.
#
# </details>


# %% exercise="memory_hop" minutes=10 optional
def memory_hop(u, m_in, m_out):
    ### BEGIN SOLUTION
    # Why: u stays in the sum, so that the second hop still knows the question, and has the first
    # fact besides: it can ask for what follows from both.
    weights = softmax((u * m_in).sum(axis=-1), axis=0)
    return u + (weights[..., None] * m_out).sum(axis=0), weights
    ### END SOLUTION


# %% check="memory_hop" points=0
check_memory_hop(memory_hop)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_memory_hop

check_memory_hop(memory_hop, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `u * m_in` is (N, B, D). Over which axis is the inner product, over which the softmax, and over which the sum of what is found? The weights need one more axis to meet `m_out`.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Positions as sines and cosines: 10 minutes</summary>
#
# ### Exercise 10.13 sinusoids
#
# **10 minutes, 0 points.** `sinusoids(T, D)` writes each of T positions as D numbers, D even: D / 2 pairs of a sine and a cosine, each pair slower than the one before it. With $i$ from 0 to $D/2 - 1$ and t from 0 to T - 1,
#
# $$ P_{t, 2i} = \sin(t \, \omega_i), \qquad P_{t, 2i + 1} = \cos(t \, \omega_i), \qquad \omega_i = 10000^{-2i / D}. $$
#
# Sines stand in the even columns, cosines in the odd ones. Return `positions (T, D)`.
#
# By hand, T = 2, D = 4: $\omega_0 = 1$ and $\omega_1 = 10000^{-1/2} = 0.01$. Position 0 is (0, 1, 0, 1), and position 1 is (sin 1, cos 1, sin 0.01, cos 0.01) = (0.8415, 0.5403, 0.0100, 1.0000).
#
# </details>


# %% exercise="sinusoids" minutes=10 optional
def sinusoids(T, D):
    ### BEGIN SOLUTION
    # Why: Each pair is a hand of a clock; the first turns once in 2 pi steps, each of the others is
    # slower by the same factor. A shift by n steps turns every hand by a fixed angle, whatever t is.
    angles = np.arange(T)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / D)
    positions = np.empty((T, D))
    positions[:, 0::2] = np.sin(angles)
    positions[:, 1::2] = np.cos(angles)
    return positions
    ### END SOLUTION


# %% check="sinusoids" points=0
check_sinusoids(sinusoids)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_sinusoids

check_sinusoids(sinusoids, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First the D / 2 frequencies: `np.arange(0, D, 2)` holds the numbers 2i. Position times frequency makes a table (T, D / 2). `positions[:, 0::2]` are the even columns.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Attention on a graph: 15 minutes</summary>
#
# ### Exercise 10.14 graph_attention
#
# **15 minutes, 0 points.** `graph_attention(p, xs, edges)` is self-attention in which a graph says who may look at whom. `xs (N, D)` holds N nodes, and `p` the weights of 10.3. `edges (E, 2)` holds whole numbers: a row (i, j) lets node i look at node j, and says nothing of the way back. A node sees itself only if (i, i) is listed. Every node looks at one node at least, and a pair that is listed twice counts once.
#
# The score of an edge (i, j) is $q_i \cdot k_j / \sqrt H$. The weights of node i are the softmax over the nodes it looks at, and 0 for all others; scores may be as far from 0 as in 10.3. Return `ys (N, C)`, the weighted sums of the values, and `weights (N, N)`, in this order: row i holds the weights of node i. `softmax(x, axis)` is given.
#
# By hand, with the weights of 10.3's example, $W_q = \ln 3$, $W_k = 1$, $W_v = 4$, the nodes 0 and 1 and the edges (0, 0), (1, 0), (1, 1): this is 10.3's example again, with the weights (1, 0) and (0.25, 0.75). With (0, 1) for (0, 0), node 0 looks at node 1 alone, and finds 4.
#
# </details>


# %% exercise="graph_attention" minutes=15 optional
def graph_attention(p, xs, edges):
    ### BEGIN SOLUTION
    # Why: An index with two lists sets one entry for each edge, and twice is like once. The graph
    # takes the place of the causal mask: with all pairs (i, j), j <= i, it is that mask.
    N, H = len(xs), p.W_q.shape[1]
    seen = np.zeros((N, N), dtype=bool)
    seen[edges[:, 0], edges[:, 1]] = True
    scores = (xs @ p.W_q) @ (xs @ p.W_k).T / np.sqrt(H)
    weights = softmax(np.where(seen, scores, -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights
    ### END SOLUTION


# %% check="graph_attention" points=0
check_graph_attention(graph_attention)
### BEGIN HIDDEN TESTS
from helpers.checks.m10_memory import check_graph_attention

check_graph_attention(graph_attention, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Make a table `seen (N, N)` of False, and set it to True at every edge. Which of an edge's two numbers names the row, that is, the node that looks? Which score has the weight 0 after a softmax?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 9 Claimed and measured
#
# Means over the seeds, with their range.

# %% experiment=1
from helpers.plots.modules.m10.claims import show_claims

found = {"shuffled": shuffled, "linear": linear_error, "same": same}
show_claims(errors, counts, bits, record, induction, stories, latest, text, long, found)

# %% [markdown]
# ## 10 Limits
#
# - **Small networks, made-up tasks.** Nothing here says how much of language is recall.
# - **One rate each (the stories: the better of two), three seeds.** That an LSTM did not leave its plateau in the updates given is no proof that it cannot.
# - **Seconds of one core.** Other hardware favours steps that need not wait.
#
# ## 11 Summary
#
# - A memory of one size forgets: with random keys by $(N - 1)/D$; the best matrix by $1 - D/N$, from $D$ pairs on.
# - Slots keep pairs apart; hops follow chains.
# - Self-attention: query, key, value, a causal mask, $1/\sqrt H$, heads.
# - The block: two branches on a residual stream, each behind a layer norm, whose $dx$ has no mean and no part along $n$.
# - Recall comes after a plateau, by two heads in two layers; a fixed period can be learned by position, without recall.
# - A cache saves time and costs memory; without the softmax, attention is an RNN, and forgets like one.
#
# Module 11: how far a gradient has to go.
#
# ### Essay: which memory?
#
# **4 points, graded by hand.** 150 to 300 words. A program listens to a machine for weeks, a value each second, and must say at any time whether a pattern has occurred before. An LSTM, a transformer with a cache, or linear attention? One point each: (i) what each of the three keeps after a million steps; (ii) what they can recall, with a measured number for two of them; (iii) an argument from training, as opposed to capacity, with a number; (iv) your choice, or a combination, and a test, with a trap that it must avoid.

# %% [markdown] essay="which_memory" points=4 minutes=15
# **Rubric.**
#
# - 1 point: the LSTM keeps a fixed number ($2H$); the cache keeps $2D$ numbers a step and layer, so it grows to millions and has to be cut or thinned; linear attention keeps $H C + H$ a head, fixed.
# - 1 point: two numbers with their setting, such as $(N - 1)/D$ or the error of linear attention, attention flat at 256 pairs, bits of the LSTM against an outer product, accuracy at 8 pairs.
# - 1 point: what can be stored is not what training finds: the LSTM's bits, the plateau, two blocks against one, steps of the LSTM over its states, or text, where the LSTM was ahead.
# - 1 point: a reasoned choice (an LSTM with attention over stored summaries, say) and a test in which neither position nor a frequent answer gives the solution away, such as drawn periods, with the baseline stated.
#
# **A good answer** keeps capacity, cost and learning apart.

# %% [markdown]
# ## Sources, read critically
#
# - T. Kohonen (1972), *Correlation matrix memories*, IEEE Transactions on Computers; J. Anderson (1972), *A simple neural network generating an interactive memory*, Mathematical Biosciences; K. Nakano (1972), *Associatron*, IEEE Transactions on Systems, Man, and Cybernetics. The sum of outer products, three times in one year. J. Hopfield (1982), *Neural networks and physical systems with emergent collective computational abilities*, PNAS: such a matrix acts on its own output; his figure of about 0.15 patterns a unit is for binary states and that dynamics, not for the single read of section 1.
# - A. Graves, G. Wayne & I. Danihelka (2014), *Neural Turing machines*, arXiv:1410.5401. Equations 3 to 6 and 8 are our write, content and shift; tasks are synthetic, and no failed runs are reported. M. Collier & J. Beel (2018), *Implementing neural Turing machines*, ICANN: failed runs are reported.
# - J. Weston, S. Chopra & A. Bordes (2015), *Memory networks*, ICLR: the supporting facts are given in training. S. Sukhbaatar, A. Szlam, J. Weston & R. Fergus (2015), *End-to-end memory networks*, NIPS: the supporting facts are not given. Linear start is their remedy, and their numbers are the best of ten runs, chosen by training error: ask of such tables what the others did. J. Weston and others (2016), *Towards AI-complete question answering*, ICLR: the stories, of which ours are a smaller kin.
# - A. Vaswani and others (2017), *Attention is all you need*, NIPS. Norms after the sums, an encoder beside the decoder; $1/\sqrt{d_k}$ is argued in a footnote. R. Xiong and others (2020), *On layer normalization in the transformer architecture*, ICML: norms before the branches, as here. J. Ba, J. Kiros & G. Hinton (2016), *Layer normalization*, arXiv:1607.06450: made for RNNs.
# - P. Veličković and others (2018), *Graph attention networks*, ICLR. Their scores are additive; ours are inner products, so that the complete graph is self-attention exactly.
# - A. Katharopoulos, A. Vyas, N. Pappas & F. Fleuret (2020), *Transformers are RNNs*, ICML. Speed is shown on long sequences, with losses near but not at those of the softmax. J. Schmidhuber (1992), *Learning to control fast-weight memories*, Neural Computation 4: a network writes outer products into another's weights.
# - N. Elhage and others (2021), *A mathematical framework for transformer circuits*, Transformer Circuits Thread; C. Olsson and others (2022), *In-context learning and induction heads*, Transformer Circuits Thread. Not peer reviewed. For large models their evidence is by correlation, and they say so.
# - S. Arora and others (2024), *Zoology: measuring and improving recall in efficient language models*, ICLR. Associative recall as a test of architectures. Ours asks for each key once, right after the pairs.
# - Y. Bengio (2019), *From system 1 deep learning to system 2 deep learning*, talk at NeurIPS; D. Kahneman (2011), *Thinking, fast and slow*. An analogy and a research programme, not a result.
