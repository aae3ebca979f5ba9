# %% [markdown]
# # 11 Many time scales
#
# **190 minutes.** (Essay included. Plan half an hour more for slow reading, an hour for the optional exercises.) After this module you can
#
# - count the factors on a gradient's way through a network;
# - build slow parts into a recurrence: leaks, delays, clocks, words over characters;
# - build matrices that keep every length, and say what each kind cannot reach;
# - carry ten symbols over a hundred steps, and say what that takes.
#
# You need modules 01, 03 (gradients by lag), 04 and 07 (layers, pyramids); complex numbers and determinants.

# %% setup
import numpy as np

from helpers.checks.m11_time_scales import (
    check_boundary_ops,
    check_cayley,
    check_clockwork_paths,
    check_delayed_path_length,
    check_dilated_forward,
    check_grid_step,
    check_householder_product,
    check_leaky_step,
    check_mod_relu,
    check_pyramid_lengths,
    check_receptive_field,
    check_scales_by_hand,
    check_unitary_step,
    check_word_level_forward,
)
from helpers.scratch.cells import rnn_step
from helpers.scratch.modules import m11_norm_keeping as norm_keeping
from helpers.scratch.modules import m11_time_scales as time_scales
from helpers.scratch.ops import sigmoid

# %% [markdown]
# Ten letters are read, a hundred blanks pass, and they are asked for. A network whose matrix you will write, of fewer than 6,000 weights, learns that in ten seconds or more (then the bar stops):

# %% experiment=12 volatile
from helpers.datasets.generated.copy_memory import draw_copies
from helpers.experiments.m11_time_scales.parts import live
from helpers.plots.modules.m11 import norms, paths, scales
from helpers.plots.modules.m11.map import show_map_at

model, _ = live.train_copier("unitary", 100, H=128, rate=0.003, steps=200)
asked = draw_copies(np.random.default_rng(5), 100, 200)
written, _ = live.copy_by(norm_keeping.unitary_step, model, asked)
norms.print_copies(asked, written)

# %% [markdown]
# What has to change:

# %% experiment=3
of_states, of_inputs = live.lag_norms()
paths.show_paths(of_states, of_inputs)
show_map_at()

# %% [markdown]
# On its way back a gradient is multiplied by a Jacobian for every state computed (module 03). So it matters **how many factors** there are, and **how large** they are. The map's upper row makes them fewer, its lower row makes each of size one.
#
# ### Recall
#
# **One.** How many Jacobians are multiplied on the way from $h_{10}$ back to $h_3$ in an Elman network (module 03)?

# %% predict="recall_factors"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 7, "One for each of the states h_4 to h_10, that are computed on the way.")

# %% [markdown]
# **Two.** A decoder looks back at 100 states of its encoder (module 09). How many connections lead from the context it reads to the first of them?

# %% predict="recall_path"
prediction = None

# %%
score_recall(
    prediction, 1, "The weighted sum leads to every state at once, to the first as to the last."
)

# %% [markdown]
# **Three.** An encoder halves the sequence before its second and before its third layer (module 07). How many steps does the third layer take for 100 inputs?

# %% predict="recall_pyramid"
prediction = None

# %%
score_recall(prediction, 25, "100, then 50, then 25.")

# %% [markdown]
# ## 1 One scale
#
# Speech has sounds inside words inside sentences. A plain recurrence updates all of its state at every step: what it knows must live through every update.
#
# The test you saw is **copy memory** (Hochreiter & Schmidhuber 1997). Ten symbols of eight kinds are read, $T$ blanks follow, of which the last is a signal; then the ten are asked for. A network without memory writes blanks, then guesses: its loss is $10 \ln 8 / (T + 20)$ nats a step, the **baseline** (3.13).
#
# **Predict first.** An LSTM of 64 units, 20,041 weights, forget biases 1, 500 updates, 100 blanks: what share of the ten symbols does it write right? (By guessing: 0.125.)

# %% predict="lstm"
prediction = None

# %% experiment=1
from helpers.experiments import stored

show_map_at("one")
copying = stored("copy_memory")
score_prediction(prediction, norms.shares_right(copying, 100, "LSTM").mean(), within=0.05)
for kind in ("LSTM", "GRU"):
    print(f"{kind}: loss over the baseline {norms.final_losses(copying, 100, kind).round(3)}")
print(copying.note())

# %% [markdown]
# It breaks: no seed learns even one symbol. Gates that *can* stay open must first learn to, and no mark at a short lag helps, as one may have in module 04's adding.

# %% [markdown]
# ### Exercise 11.1 scales_by_hand
#
# **20 minutes, 4 points.** On paper, to four decimals. `scales_by_hand()` returns ten numbers in a dict: four measures of time, and three vectors after maps that keep a length or change it in a known way.
#
# - `tau`: a leaky unit without input keeps a share $1 - \alpha$ of its state at every step; $\alpha = 0.25$. After how many steps is $1/e$ of the state left? (No whole number.)
# - `path`: every state of a network is computed from the state 1 step before it and from the state 7 steps before it. How many connections are on the shortest path from step 0 to step 100?
# - `steps`: a pyramid shortens 23 steps three times. The first layer makes one step of 2, the second one of 2, the third one of 3. What is left over at the end of a layer makes a step, too. How many steps come out of the third?
# - `horizon`: an eigenvalue of 0.99 multiplies its part of the state at every step. After how many steps is 0.01 of it left? (No whole number.)
# - `h_1`, `h_2`: the row $h = (3, 1)$, mirrored. The part of $h$ along $v = (1, 2)$ is $\frac{h \cdot v}{v \cdot v} v$; a reflection turns it round, which means that it is subtracted twice.
# - `r_1`, `r_2`: the row $(1, 0)$ times the matrix $W = (I + A)^{-1} (I - A)$, where $A$ has the rows $(0, 1)$ and $(-1, 0)$.
# - `re`, `im`: the real and the imaginary part of the number $3 + 4i$ when its length is made shorter by 2 and its angle stays as it is.
#
# By hand, numbers that are not asked for: with $\alpha = 0.5$ the first is 1.4427; $(3, 1)$ mirrored along $(1, 0)$ is $(-3, 1)$.


# %% exercise="scales_by_hand" minutes=20
def scales_by_hand():
    ### BEGIN SOLUTION
    # Why: (1 - alpha)^n = 1/e gives n = -1 / ln(1 - alpha), and rho^n = tol gives ln(tol) / ln(rho).
    # 100 = 14 * 7 + 2 takes 14 long connections and 2 short ones. 23 becomes 12, 6, 2, rounded up
    # each time. h . v = 5 and v . v = 5, so (1, 2) goes twice. (I + A)^-1 is (I - A) / 2, because
    # A A = -I. The length 5 becomes 3, which is 3/5 of it.
    numbers = {"tau": -1 / np.log(0.75), "path": 16, "steps": 2}
    numbers["horizon"] = np.log(0.01) / np.log(0.99)
    numbers |= {"h_1": 3 - 2 * 1, "h_2": 1 - 2 * 2, "r_1": 0, "r_2": -1}
    return numbers | {"re": 3 * 3 / 5, "im": 4 * 3 / 5}
    ### END SOLUTION


# %% check="scales_by_hand" points=4
check_scales_by_hand(scales_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_scales_by_hand

check_scales_by_hand(scales_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# For `tau` and `horizon` write down what is left after $n$ steps, and take the logarithm of both sides. For `path`: how many connections of 7 fit into 100, and what remains? For `r_1` and `r_2`: the inverse of $\begin{pmatrix} a & b \\ c & d \end{pmatrix}$ is $\frac{1}{ad - bc} \begin{pmatrix} d & -b \\ -c & a \end{pmatrix}$. How long is $3 + 4i$?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formulas (open them when the check has passed)</summary>
#
# A share $1 - \alpha$ a step leaves $(1 - \alpha)^n = e^{n \ln(1 - \alpha)}$ after $n$ steps, which is $1/e$ at $n = \tau = -1 / \ln(1 - \alpha)$. As $\ln(1 - \alpha) = -\alpha - \alpha^2/2 - \dots$, a small $\alpha$ has $\tau \approx 1/\alpha$. An eigenvalue of size $\rho < 1$ leaves the share $q$ at $n = \ln q / \ln \rho$: this is the same formula with $\rho = 1 - \alpha$ and $q = 1/e$.
#
# A reflection $h - 2 \frac{h \cdot v}{v \cdot v} v$ keeps the length: the part of $h$ across $v$ stays, the part along $v$ changes its sign, and the two are perpendicular. Cayley's map is derived in section 5.
#
# </details>

# %% [markdown]
# ## 2 Fewer factors
#
# **Leaks.** A unit that takes a small share $\alpha$ of the new and keeps $1 - \alpha$ of the old, $h_t = (1 - \alpha) h_{t-1} + \alpha g_t$, has a time constant of about $1/\alpha$ steps (your first number on paper). Its Jacobian is $(1 - \alpha) I$ plus $\alpha$ times that of $g$: as many factors as before, each nearer to one. Jaeger and others (2007) built networks of such units (exercise 11.9).
#
# **Delays** change the count. If $h_t$ reads $h_{t-7}$ besides $h_{t-1}$, a gradient can take big steps (Lin and others 1996; El Hihi & Bengio 1995). How few?

# %% [markdown]
# ### Exercise 11.2 delayed_path_length
#
# **15 minutes, 3 points.** In a network with delays, the state $h_t$ is computed from the states $h_{t-d}$, one for each $d$ in `delays`. A path from $h_0$ to $h_T$ goes along these connections, each as often as it likes; its length is the number of connections that it takes. `delayed_path_length(T, delays)` returns the length of the shortest one, an int. `T` is at least 1, `delays` is a tuple of whole numbers of at least 1, in any order. T goes up to 200 later: work out no step twice. Some of them may be longer than T, and 1 need not be among them, but some path always leads from step 0 to step T.
#
# By hand, T = 6 and the delays 1, 3, 4: 3 + 3 takes 2 connections. (Longest first would take 4 + 1 + 1, which are 3.)


# %% exercise="delayed_path_length" minutes=15
def delayed_path_length(T, delays):
    ### BEGIN SOLUTION
    # Why: The last connection of a path to step t comes from step t - d for some d, and what comes
    # before it is a shortest path to there. So all steps are solved in order, each from earlier
    # ones. A step that no path reaches stays at infinity, and so never wins.
    shortest = [0]
    for t in range(1, T + 1):
        before = [shortest[t - d] for d in delays if d <= t]
        shortest.append(1 + min(before, default=np.inf))
    return shortest[T]
    ### END SOLUTION


# %% check="delayed_path_length" points=3
check_delayed_path_length(delayed_path_length)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_delayed_path_length

check_delayed_path_length(delayed_path_length, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Suppose the shortest lengths to all steps before t are known. From which steps can the last connection come, and which of them is the best? Start with the length 0 at step 0, and ask what to do with a delay that reaches back before step 0.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Delays of 1 and $d$ never make a path shorter than $T/d$. **Dilated layers** do better (Chang and others 2017): layer $l$, counted from 0, reads its own state $2^l$ steps ago, and the layer below. To go back 100 = 64 + 32 + 4, a path climbs through 7 layers and takes 3 steps in time: about $\log_2 T$, at the price of depth.
#
# **Clocks.** Module 05's clockwork (Koutník and others 2014) divides a plain network's units into groups with periods 1, 2, 4, ...: a group is computed when its period divides $t$, and in between *keeps* its state, at no cost for a gradient.

# %% [markdown]
# ### Exercise 11.3 clockwork_paths
#
# **20 minutes, 4 points.** The units of a clockwork RNN stand in G groups, each with a period. At step t a group whose period divides t is computed: from its own state and from the states of all groups whose period is at least as long, each as it was after step t - 1. All other groups keep their states as they are.
#
# A path starts at step 0, in the state of any group, and follows states through time. Where a state is kept, the path goes along at no cost; each time a state is computed on it, it is one longer. `clockwork_paths(periods, T)` returns, for each group, the length of the shortest path to its state after step T, in an array of G whole numbers, in the order of `periods`. `periods (G,)` is an array of whole numbers of at least 1, in any order, two of which may be equal; T is at least 1.
#
# By hand, the periods 1 and 4 and T = 5: the slow group is computed once, at step 4, so its path has the length 1. The fast group is computed at step 5, and may read the slow group, whose path has the length 1 after step 4: its own has 2. Along itself it would have 5.


# %% exercise="clockwork_paths" minutes=20
def clockwork_paths(periods, T):
    ### BEGIN SOLUTION
    # Why: Before step 1 every path has the length 0. A group that is computed extends the shortest
    # path among the groups that feed it by one; a group that is kept keeps its path as well. The
    # new lengths go into a copy, since all groups read the states of the step before. No group has a
    # shorter path than the slowest one, so each shortest path goes along it, and leaves it last.
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods >= period].min()
        paths = after
    return paths
    ### END SOLUTION


# %% check="clockwork_paths" points=4
check_clockwork_paths(clockwork_paths)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_clockwork_paths

check_clockwork_paths(clockwork_paths, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Keep one number for each group, the length of the shortest path to its state so far, and bring all of them from step t - 1 to step t. Which groups change at step t? Whose numbers does such a group choose from, and of which step are they?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# **Predict first.** 200 steps back a plain network's gradient is about $10^{-40}$ of what it is at lag 0. Now a delay of 7 joins the delay of 1, both matrices divided by $\sqrt 2$, so that together they are as large as the one was. By your 11.2 a path of 32 factors leads there. To what power of ten has its gradient fallen?

# %% predict="delay"
prediction = None

# %% experiment=1
show_map_at("paths")
# Does this cell not end? Then your delayed_path_length works out steps again and again.
path = yours(delayed_path_length, check_delayed_path_length, time_scales.delayed_path_length)
clocks = yours(clockwork_paths, check_clockwork_paths, time_scales.clockwork_paths)
fallen = np.log10(paths.middle(of_states["delayed"][:, 200]))
score_prediction(prediction, fallen, unit="as a power of ten", within=2)
lengths = paths.at_lag(200)
lengths["delayed"], lengths["clockwork"] = path(200, (1, 7)), int(clocks(2 ** np.arange(8), 200)[0])
paths.print_lags(lengths, of_states, of_inputs)

# %% [markdown]
# $10^{-40}$ to the power 32/200 is $10^{-6.4}$; each of the 32 factors is smaller by $\sqrt 2$, which makes $10^{-11.2}$ of it; but there are many ways, and they add up. Fewer factors, larger gradients; but the leaky network has 200 and beats 32. Count *and* size.
#
# The clockwork's **state** of long ago still counts. Its **inputs** do not, but for the few steps at which slow groups read (the comb in the figure; lag 200 is one of them): a unit of period 128 remembers long, and sees one input in 128.
#
# So clocks should suit what *is* periodic. Three networks, about equal in weights, write a sum of two sines, of periods 7 and 61, from a learned first state and without input.

# %% experiment=5 volatile
from helpers.experiments.m11_time_scales.parts import periods

two = stored("two_periods")
found = periods.learn("clockwork", 3, H=49, steps=300, every=50, rate=0.005)
print(f"one clockwork now, {found['rows'][-1][0]} updates: error {found['rows'][-1][2]:.3f}")
scales.show_signal(periods.signal(), two)

# %% [markdown]
# The clockwork writes both, in every seed. The LSTM, with six times the updates in as many seconds, gets there in one, near in another, and loses the fast sine (0.61) in the third; the plain network holds the fast sine, and misses 0.20 to 0.90 of the slow one.
#
# ## 3 Levels
#
# A clock has fixed periods; language has words. Take two networks, one over characters, one over the words that they make: the slow one moves only where a word ends (El Hihi & Bengio 1995; Ling and others 2015).

# %% [markdown]
# ### Exercise 11.4 word_level_forward
#
# **25 minutes, 5 points.** Two Elman networks, one of $H_c$ units over characters and one of $H_w$ over the words they make. `word_level_forward(p_char, p_word, xs, boundaries)` runs both. `xs (T, B, D)` holds a vector for every character; `boundaries (T, B)` is 1 where a character is the last of its word, else 0. Each row of the batch has words of its own. Both networks start from states of zeros. At step t:
#
# 1. The character network takes a step. Its input is `xs[t]` and the word state side by side, `xs[t]` first: D + H_w numbers.
# 2. In rows where `boundaries[t]` is 1, the word network takes a step: its input is the character state that step 1 has just made. In all other rows the word state stays as it is.
# 3. In rows where `boundaries[t]` is 1, the character state then starts again from 0, for the next word.
#
# Return `hs (T, B, H_c)`, the character states as step 1 makes them, before any return to 0, and `words (T, B, H_w)`, the word states after step 2. `rnn_step(p, x, h)` is given: it returns two things, the next state $\tanh(x W_x + h W_h + b)$ and a cache that is not needed here. `p_char` and `p_word` are weights for it.
#
# By hand, with D = H_c = H_w = 1, all weights 1 and the biases 0: `xs` is 0.5, 0 and `boundaries` is 1, 0. The first character makes $\tanh(0.5) = 0.4621$, which ends a word: its state is $\tanh(0.4621) = 0.4318$. The second makes $\tanh(0 + 0.4318 + 0) = 0.4068$, and the word state stays. So `hs` is 0.4621, 0.4068, and `words` is 0.4318, 0.4318.


# %% exercise="word_level_forward" minutes=25
def word_level_forward(p_char, p_word, xs, boundaries):
    ### BEGIN SOLUTION
    # Why: The word network is run for all rows, and np.where keeps its step only in rows where a word
    # ends. The character state has to be read by the word network before it returns to 0, and what
    # hs keeps is the state that was read. What the next word knows of this one comes by way of w.
    T, B, _ = xs.shape
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for t in range(T):
        end = boundaries[t][:, None] == 1
        h, _ = rnn_step(p_char, np.concatenate([xs[t], w], axis=1), h)
        w = np.where(end, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        words.append(w)
        h = np.where(end, 0, h)
    return np.stack(hs), np.stack(words)
    ### END SOLUTION


# %% check="word_level_forward" points=5
check_word_level_forward(word_level_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_word_level_forward

check_word_level_forward(word_level_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One loop over T with two states, `h (B, H_c)` and `w (B, H_w)`, whose widths can be read from the weights. `boundaries[t][:, None]` has the shape (B, 1), and `np.where` chooses row by row between two arrays. In which order do reading `h`, storing it and setting it to 0 have to come?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Change the first character a little; what arrives at the others, through your function?

# %% experiment=2
show_map_at("levels")
levels = yours(word_level_forward, check_word_level_forward, time_scales.word_level_forward)
changes = {"one long word": None, "words of 8": 8, "words of 4": 4}
scales.show_first_character(
    {name: live.first_character(levels, length) for name, length in changes.items()}
)

# %% [markdown]
# In one long word the change dies away; word states carry it on. Does the shorter way help a model of text? One LSTM over characters against two levels of LSTMs, words ended by white space; equal weights, about equal seconds.
#
# **Predict first.** By how many nats per character are the two levels better than the flat LSTM? (Worse: a negative number.)

# %% predict="levels"
prediction = None

# %% experiment=1
text_levels = stored("two_levels")
flat, two_level = scales.final_nats(text_levels)
score_prediction(prediction, flat.mean() - two_level.mean(), unit="nats", within=0.03)
scales.show_levels(text_levels)

# %% [markdown]
# Worse, by 0.24 nats. Part of it is speed, two LSTMs in a Python loop against PyTorch's own; but after the same 500 updates it is 0.11 behind on average too, with seeds that overlap, two of which led up to update 250. After each space the character state starts from nothing, and knows of earlier words what 64 numbers say: a flat LSTM has no such seam.
#
# Where no white space marks the words, can a network find them? Chung, Ahn and Bengio (2017) let every layer emit a boundary, 0 or 1, and made three operations of it.

# %% [markdown]
# ### Exercise 11.5 boundary_ops
#
# **10 minutes, 2 points.** When boundaries are learned, they decide what a layer does with its memory. `boundary_ops(z, z_below, c, f, i, g)` returns the new memory `c_next (B, H)` of a layer, from its old memory `c (B, H)`, the gates `f` and `i` and the candidate `g`, all `(B, H)`. `z (B,)` is 1 in rows where this layer ended a segment of its own at the step before, `z_below (B,)` is 1 in rows where the layer below ends one now; else they hold 0. In each row:
#
# - *flush* where `z` is 1, whatever `z_below` is: a new segment begins, and nothing of the old memory is left, $i \odot g$;
# - *update* where `z` is 0 and `z_below` is 1: as in an LSTM, $f \odot c + i \odot g$;
# - *copy* where both are 0: $c$, unchanged.
#
# By hand, with c = 4, f = 0.5, i = 0.25, g = 1: flush makes 0.25, update 2.25, copy 4.


# %% exercise="boundary_ops" minutes=10
def boundary_ops(z, z_below, c, f, i, g):
    ### BEGIN SOLUTION
    # Why: z is asked first, since a flush comes before all else; only then does z_below decide between
    # update and copy. A copied memory passes through no gate at all: it, and the gradient on the way
    # back, stays exactly as it was for as long as nothing ends below.
    updated = np.where(z_below[:, None] == 1, f * c + i * g, c)
    return np.where(z[:, None] == 1, i * g, updated)
    ### END SOLUTION


# %% check="boundary_ops" points=2
check_boundary_ops(boundary_ops)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_boundary_ops

check_boundary_ops(boundary_ops, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Make a table of the four combinations of `z` and `z_below`: which of the three operations stands in each? `z[:, None]` has the shape (B, 1), and so meets all H numbers of its row.
#
# </details>
#
# [Worked solution]()

# %% experiment=1
operate = yours(boundary_ops, check_boundary_ops, time_scales.boundary_ops)
scales.show_memories(*live.memories(operate))

# %% [markdown]
# Copying is exact, and so is its gradient; a flush *forgets on purpose*, which section 6 misses. The boundary itself is a step function without a gradient: they passed the gradient straight through. We did not train it.
#
# **Pyramids** shorten by the calendar again: Chan and others (2016) halved speech three times. Module 07's experiment on real text: from which of six packages do 256 characters of source code come?

# %% experiment=1
windows = stored("pyramid_windows")
scales.print_pyramid(windows)

# %% [markdown]
# By the second the longest stride is ahead; by the update that stays open (module 07).
#
# ## 4 Memory along depth
#
# An LSTM carries its memory $c$ along time, and lets nothing but $h$ go up: through six layers a gradient passes six nonlinearities. Kalchbrenner, Danihelka and Graves (2016) gave depth a memory too: a **Grid LSTM** block has two LSTMs, along time (1) and along depth (2), both reading $[h_1, h_2]$.

# %% [markdown]
# ### Exercise 11.6 grid_step
#
# **20 minutes, 4 points.** One block of a Grid LSTM in two dimensions: an LSTM along time (1) and another one along depth (2). `grid_step(p, h_1, c_1, h_2, c_2)` takes `h_1, c_1 (B, H)` from the step before and `h_2, c_2 (B, H)` from the layer below. Both LSTMs read the same row, `h_1` and `h_2` side by side, `h_1` first, as they came in: neither reads what the other has just made. For $k$ = 1 and 2,
#
# $$ a = [h_1, h_2] \, W_k + b_k, \qquad c_k' = f \odot c_k + i \odot g, \qquad h_k' = o \odot \tanh(c_k'), $$
#
# where the 4H columns of $a$ are four blocks of H in the order i, f, g, o; i, f and o go through the sigmoid, g through tanh. The weights are `p.W_1`, `p.W_2 (2H, 4H)` and `p.b_1`, `p.b_2 (4H,)`. There is no other input. Return `h_1_next, c_1_next, h_2_next, c_2_next`, each `(B, H)`, in this order. `sigmoid(x)` is given.
#
# By hand, all weights and biases 0, H = 1, $c_1 = 2$, $c_2 = -4$: the gates are 0.5 and the candidates 0, so that $c_1' = 1$, $h_1' = 0.5 \tanh 1 = 0.3808$, $c_2' = -2$ and $h_2' = 0.5 \tanh(-2) = -0.4820$.


# %% exercise="grid_step" minutes=20
def grid_step(p, h_1, c_1, h_2, c_2):
    ### BEGIN SOLUTION
    # Why: Depth is treated exactly as time is, with weights of its own. A memory c_2 that passes from
    # layer to layer is added to and not replaced, which keeps gradients alive across layers as c_1
    # does across steps.
    both = np.concatenate([h_1, h_2], axis=1)

    def lstm(W, b, c):
        i, f, g, o = np.split(both @ W + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c

    return *lstm(p.W_1, p.b_1, c_1), *lstm(p.W_2, p.b_2, c_2)
    ### END SOLUTION


# %% check="grid_step" points=4
check_grid_step(grid_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_grid_step

check_grid_step(grid_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the LSTM once, as a small function of `W`, `b` and `c`, and call it twice. `np.split(a, 4, axis=1)` cuts the columns into four blocks. What may be computed only once, before both calls?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# One of their examples was **parity** (module 01). Here it is asked after every bit. A grid, a stack of LSTMs, and one with residual links (module 07), about equal in weights:

# %% experiment=1
show_map_at("grid")
parity = stored("grid_parity")
scales.print_grid(parity)

# %% [markdown]
# At four layers the grid is a little ahead; at six its seeds and the stack's overlap, and residual links are done first, at less than half the price. Memory along depth works; nothing here shows that it pays.
#
# ## 5 Factors of size one
#
# Leave the number of factors, and make each keep lengths. A real matrix with $W^\top W = I$ is **orthogonal**, a complex one with $\bar W^\top W = I$ **unitary**: eigenvalues and singular values all have size 1. Three ways keep training among these matrices, which here act on columns, in exercises on rows.
#
# **Cayley's map** (Helfrich, Willmott & Ye 2018) takes any $A$ with $A^\top = -A$ to $W = (I + A)^{-1} (I - A)$. The inverse exists, because $x (I + A) x^\top = |x|^2$ is 0 for $x = 0$ only ($x A x^\top$ is its own negative). $I + A$ and $I - A$ are each other's transposes and commute, so $W^\top W = (I + A)(I - A)^{-1}(I + A)^{-1}(I - A) = I$. What it cannot reach: the determinant is that of a matrix over that of its transpose, 1, so no reflection; and $W x = -x$ would mean $(I - A) x = -(I + A) x$, so $2x = 0$: never the eigenvalue $-1$.
#
# **Reflections** (Mhammedi and others 2017) are cheap: $2H$ products each, no matrix.

# %% [markdown]
# ### Exercise 11.7 householder_product
#
# **15 minutes, 3 points.** `householder_product(vs, h)` reflects every row of `h (B, H)` along each of the K rows of `vs (K, H)` in turn, `vs[0]` first: the second reflection is made of what the first one returned, and so on. Along $v$, a row $h$ becomes
#
# $$ h - 2 \, \frac{h \cdot v}{v \cdot v} \, v . $$
#
# Return `(B, H)`. No `v` is zero, but its length is not 1 as a rule and may be very small, and K may be larger or smaller than H. `h` itself is not changed.
#
# By hand: $h = (3, 1)$ along $(1, 2)$ has $h \cdot v = 5$ and $v \cdot v = 5$, and becomes $(3, 1) - 2 \cdot (1, 2) = (1, -3)$. Along $(0, 1)$ after that it becomes $(1, 3)$.


# %% exercise="householder_product" minutes=15
def householder_product(vs, h):
    ### BEGIN SOLUTION
    # Why: h @ v is one number for each row, and np.outer multiplies v by it. Once the part along v is
    # subtracted, v is perpendicular to the row; subtracted twice, the part points the other way, and
    # the length is what it was.
    for v in vs:
        h = h - np.outer(2 * (h @ v) / (v @ v), v)
    return h
    ### END SOLUTION


# %% check="householder_product" points=3
check_householder_product(householder_product)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_householder_product

check_householder_product(householder_product, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Begin with one `v`. Which shape has `h @ v`, and which array (B, H) holds in row b the vector `v` times the b-th of these numbers? Then a loop over `vs`, in which each turn begins with the result of the last.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The length: $|h - 2 \frac{h \cdot v}{v \cdot v} v|^2 = |h|^2 - 4 \frac{(h \cdot v)^2}{v \cdot v} + 4 \frac{(h \cdot v)^2}{v \cdot v} = |h|^2$. One direction is turned around, so the determinant is $-1$, and that of $K$ reflections $(-1)^K$; what is perpendicular to all $K$ vectors stays where it is. $H$ of them reach every orthogonal matrix of that determinant, fewer only some.

# %% experiment=1
show_map_at("norm")
reflect = yours(householder_product, check_householder_product, norm_keeping.householder_product)
vs = np.random.default_rng(0).normal(size=(4, 6))
for K in range(1, 5):
    product = reflect(vs[:K], np.eye(6))
    still = np.sum(np.abs(np.linalg.eigvals(product) - 1) < 1e-9)
    print(f"K = {K}: determinant {np.linalg.det(product):+.3f}, {still} of 6 eigenvalues are 1")
norms.show_keepers(norms.cayley_turns((0.1, 0.3, 1, 3, 10, 30)))

# %% [markdown]
# Now put an orthogonal matrix, by Cayley's map, into an Elman network (as in module 03), $h_t = \tanh(x_t W_x + h_{t-1} W + b)$, with inputs of standard deviation 1.
#
# **Predict first.** The plain network, entries of $W$ drawn with standard deviation $1/\sqrt H$, loses about 0.47 a step in ln of the gradient. And the orthogonal one's? (Falling: a negative number.)

# %% predict="orthogonal"
prediction = None

# %% experiment=1
both = live.cayley_norms()
measured = np.mean([norms.slope(run) for run in both["Cayley tanh"]])
score_prediction(prediction, measured, unit="nats a step", within=0.05)
norms.show_cayley(both)

# %% [markdown]
# On top of each other. The Jacobian is $W$ times the slopes of tanh, and a driven tanh has slopes well below one. A norm kept *by the matrix* is not a norm kept.
#
# Arjovsky, Shah and Bengio (2016) went to complex numbers. **modReLU** adds a real $b$ to the length of $z$ and leaves its angle. At $b = 0$ it is the identity, and the network linear; for $b < 0$ it shortens, and is like ReLU. And they made the matrix from unitary blocks:
#
# $$ W = D_3 R_2 F^{-1} D_2 P R_1 F D_1 . $$
#
# $D$ multiplies each entry by a number of length 1; $F$, the Fourier transform, has orthogonal rows, divided by $\sqrt H$; $R$ is the complex reflection, $P$ a fixed permutation. A product of length-keeping maps keeps lengths. $F$ and $P$ mix all units, in $H \log H$ operations; learned are the three phases and two vectors, $7H$ numbers.

# %% [markdown]
# ### Exercise 11.8 unitary_step
#
# **25 minutes, 5 points.** `unitary_step(p, z, x, permutation)` is one step of a unitary network. `z (B, H)` is its complex state, `x (B, D)` its real input, and a row $z$ of states goes through eight maps that keep its length, one after the other from the right end of $D_3 R_2 F^{-1} D_2 P R_1 F D_1$:
#
# 1. $D_1$ multiplies entry $j$ by $e^{i \theta_{1j}}$; `p.theta_1 (H,)` holds the angles.
# 2. $F$ is the Fourier transform of the row: `np.fft.fft(a, axis=1, norm="ortho")`.
# 3. $R_1$ reflects along the complex vector $v$ = `p.v_1 (H,)`: a row $a$ becomes $a - 2 \frac{s}{v \cdot \bar v} v$ with $s = \sum_j a_j \bar v_j$, where $\bar v$ is the conjugate of $v$. The length of $v$ is never 0, but not 1 as a rule.
# 4. $P$ moves entries: entry $j$ of the new row is entry `permutation[j]` of the old one.
# 5. $D_2$ multiplies entry $j$ by $e^{i \theta_{2j}}$, `p.theta_2`.
# 6. $F^{-1}$ transforms back: `np.fft.ifft(a, axis=1, norm="ortho")`.
# 7. $R_2$ reflects along `p.v_2`.
# 8. $D_3$ multiplies entry $j$ by $e^{i \theta_{3j}}$, `p.theta_3`.
#
# To the row that comes out, `x @ p.W_x` is added, `p.W_x (D, H)` complex. Of the sum $a$ the function `norm_keeping.mod_relu(a, b)`, which is given, with `p.b (H,)`, makes the next state. Return `z_next (B, H)`, complex.
#
# By hand, H = 2, $W_x = 0$, $\theta_1 = \theta_2 = 0$, $\theta_3 = (0, \pi/2)$, $v_1 = v_2 = (1, 0)$, the permutation (1, 0), $b = -0.25$ twice. The row (1, 0) becomes (1, 1)/√2 by $F$, (-1, 1)/√2 by $R_1$, (1, -1)/√2 by $P$, (0, 1) by $F^{-1}$, stays so by $R_2$, and is (0, i) after $D_3$. mod_relu makes (0, 0.75i) of it.


# %% exercise="unitary_step" minutes=25
def unitary_step(p, z, x, permutation):
    ### BEGIN SOLUTION
    # Why: Each map keeps the length of every row, so their product does, whatever the angles and the
    # vectors are. The conjugate belongs to the dot product: v times its conjugate is the squared
    # length of v, and with it the part along v changes its sign; without it neither holds.
    def reflect(a, v):
        return a - np.outer(2 * (a @ v.conj()) / (v @ v.conj()).real, v)

    a = np.fft.fft(z * np.exp(1j * p.theta_1), axis=1, norm="ortho")
    a = reflect(a, p.v_1)[:, permutation]
    a = np.fft.ifft(a * np.exp(1j * p.theta_2), axis=1, norm="ortho")
    a = reflect(a, p.v_2) * np.exp(1j * p.theta_3)
    return norm_keeping.mod_relu(a + x @ p.W_x, p.b)
    ### END SOLUTION


# %% check="unitary_step" points=5
check_unitary_step(unitary_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_unitary_step

check_unitary_step(unitary_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One line for each map, in the order of the list, and a small function for the two reflections: it is the one of 11.7 with one vector and a conjugate in both dot products. `v.conj()` is the conjugate of a vector, and `np.exp(1j * theta)` makes a phase of an angle. Indexing the columns with `permutation` is the whole of P.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The central experiment: the network of the opening, run step by step by *your* `unitary_step`, on new sequences.

# %% experiment=2 volatile
show_map_at("copy")
turn = yours(unitary_step, check_unitary_step, norm_keeping.unitary_step)
fresh = draw_copies(np.random.default_rng(6), 100, 500)
written, sizes = live.copy_by(turn, model, fresh)
norms.print_copies(fresh, written)
norms.print_trained(model, sizes)

# %% [markdown]
# All right; but training did not keep the norm: nearly every $b$ is positive, and the state grows.
#
# Now seven recurrences, three seeds: leaky units (time constants from 1 to 100), a clockwork (periods 1 to 128), Cayley's tanh, GRU, LSTM, the unitary network, and an **LRU**, whose matrix is diagonal and complex, with eigenvalues of size 0.99 to 0.9999 at the start (module 13).
#
# **Predict first.** How many of the seven get below half of the baseline at 100 blanks? GRU and LSTM have 500 updates, unitary network and LRU 300, the others 250.

# %% predict="seven"
prediction = None

# %% experiment=1
below = [np.mean(norms.final_losses(copying, 100, kind)) < 0.5 for kind in norms.KINDS]
score_prediction(prediction, sum(below), unit="of the seven")
norms.show_copying(copying)
longer = stored("copy_longer")
norms.print_longer(longer)

# %% [markdown]
# One: the unitary network, after about a hundred updates, and the number of blanks hardly matters. Cayley's matrix keeps every norm as well; with 1,000 updates its network comes down to the baseline and stays, as the LSTM does with 1,500. The LRU fails in its 300; with up to 900 it copies too, in two seeds of three.
#
# ## 6 What it cannot do
#
# **Forget.** Feed a unitary state pure noise. Each step adds a vector of length 1 in a new direction, and nothing leaves.
#
# **Predict first.** How long is the state after 400 steps of noise, at $b = 0$?

# %% predict="noise"
prediction = None

# %% experiment=1
show_map_at("forget")
grown = live.noise_lengths(turn)
score_prediction(prediction, grown["unitary"][-1], within=1)
norms.show_noise(grown)

# %% [markdown]
# The square root of $t$: squares of unrelated steps add up. What was written first keeps its length, 1, in a state of length 20: not lost, but buried. A gate that stays at 0.9 holds noise at 2.3, as the leak does; a flush clears; a unitary network can only turn. Add noise to the states of the network that copies:

# %% experiment=2 volatile
noisy = live.right_in_noise(turn, model, fresh, (0, 0.1, 0.2, 0.5, 1))
for sd, share in noisy.items():
    print(f"noise of standard deviation {sd:3} a unit and step: {share:.3f} of the symbols right")

# %% [markdown]
# Noise of 0.5 in 128 units adds up over 100 steps to $0.5 \sqrt{128 \cdot 100} = 57$, beside a state of 20 to 94: little more than guessing is left. Noise of 0.1 adds up to 11: little beside the state.
#
# **Normal matrices only.** Orthogonal and unitary matrices are *normal*: their eigenvectors are perpendicular, each direction lives by itself. A delay line, which shifts its $H$ entries by one place a step, is not normal. It holds the last $H$ inputs exactly, then drops them; all its eigenvalues are 0 (see Kerg and others 2019).
#
# **Not rich enough.** $7H$ numbers against the $H^2$ of all unitary matrices: from a width of 8 on most are out of reach (counted by Wisdom and others 2016).
#
# ### Optional: more of the parts

# %% [markdown]
# <details><summary>A time constant for each unit, the leaky cell: 10 minutes</summary>
#
# ### Exercise 11.9 leaky_step
#
# **10 minutes, 0 points.** `leaky_step(p, x, h)` takes `x (B, D)` and `h (B, H)` and returns `h_next (B, H)`, a weighted mean of the old state and of what an Elman cell makes of it:
#
# $$ h_{next} = (1 - \alpha) \odot h + \alpha \odot g, \qquad g = \tanh(x W_x + h W_h + b), \qquad \alpha = \text{sigmoid}(a_\alpha). $$
#
# The weights are `p.W_x (D, H)`, `p.W_h (H, H)`, `p.b (H,)` and `p.a_alpha (H,)`, one rate for each unit. `sigmoid(x)` is given.
#
# By hand, with $W_x = W_h = 0$, $b = 0$ and $a_\alpha = -\ln 3$: $\alpha$ is 0.25 and $g = 0$, so that the state 0.8 becomes 0.6.
#
# </details>


# %% exercise="leaky_step" minutes=10 optional
def leaky_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: a_alpha may be any number, and the sigmoid puts alpha between 0 and 1, so that training
    # cannot leave the range. A small alpha changes the state a little at each step: a slow unit.
    alpha = sigmoid(p.a_alpha)
    g = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return (1 - alpha) * h + alpha * g
    ### END SOLUTION


# %% check="leaky_step" points=0
check_leaky_step(leaky_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_leaky_step

check_leaky_step(leaky_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Compute $\alpha$ and $g$ first. Which of the two terms has $\alpha$, and which has what is left of 1? A vector (H,) meets all B rows by itself.
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>How far a stack of dilated layers sees: 5 minutes</summary>
#
# ### Exercise 11.10 receptive_field
#
# **5 minutes, 0 points.** In a stack of dilated convolutions, each output of a layer is computed from `kernel` entries of the layer below: the one of its own step, and others `dilation` steps apart, back into the past. `receptive_field(dilations, kernel)` takes the dilations of all layers, a tuple of whole numbers of at least 1, and returns an int: how many steps of the input lie between the first and the last one that an output of the top layer can depend on, both counted.
#
# By hand, one layer with the dilation 4 and the kernel 3: it reads the steps $t$, $t - 4$ and $t - 8$. From the first to the last, both counted, these are 9 steps. With a second layer of dilation 1 on top, $t - 10$ is reached as well: 11.
#
# </details>


# %% exercise="receptive_field" minutes=5 optional
def receptive_field(dilations, kernel):
    ### BEGIN SOLUTION
    # Why: A layer adds the distance between its first and its last tap, kernel - 1 gaps of one
    # dilation each. Distances add up from layer to layer; the step itself is counted once.
    return 1 + (kernel - 1) * sum(dilations)
    ### END SOLUTION


# %% check="receptive_field" points=0
check_receptive_field(receptive_field)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_receptive_field

check_receptive_field(receptive_field, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# How many gaps lie between `kernel` taps, and how long is each? Begin at the top: how far back does it look, and how much further does each layer below it look from there?
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>A layer that reads its state of d steps ago: 15 minutes</summary>
#
# ### Exercise 11.11 dilated_forward
#
# **15 minutes, 0 points.** A dilated recurrent layer reads its own state d steps back, and no other one: $h_t = \tanh(x_t W_x + h_{t-d} W_h + b)$. It is module 03's `delay_forward` (3.12) as a layer to stack, without its caches; in this module, *delay* means that the state one step back is read as well. `dilated_forward(p, xs, h0s, d)` takes `xs (T, B, D)` and the d states before step 0, `h0s (d, B, H)`, the oldest first: step 0 reads `h0s[0]`, step 1 reads `h0s[1]`, and step d is the first to read a state that the layer has computed, that of step 0. T may be smaller than d. Return `hs (T, B, H)`. `rnn_step(p, x, h)` is given, and returns two things, the next state and a cache that is not needed here.
#
# By hand, d = 2, $W_x = 0$, $W_h = 1$, $b = 0$, `h0s` is 1, 2: the first three states are $\tanh 1 = 0.7616$, $\tanh 2 = 0.9640$ and $\tanh 0.7616 = 0.6420$.
#
# </details>


# %% exercise="dilated_forward" minutes=15 optional
def dilated_forward(p, xs, h0s, d):
    ### BEGIN SOLUTION
    # Why: In one list of all states, the given ones first, entry t is the state d steps before step
    # t, and what step t makes is appended as entry t + d. The layer is d independent networks that
    # take turns.
    states = list(h0s)
    for t, x in enumerate(xs):
        h, _ = rnn_step(p, x, states[t])
        states.append(h)
    return np.stack(states[d:])
    ### END SOLUTION


# %% check="dilated_forward" points=0
check_dilated_forward(dilated_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_dilated_forward

check_dilated_forward(dilated_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Put the states of `h0s` and the new ones into one list. At which place of this list stands the state that step t reads? Which part of the list is asked for at the end?
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>How long each row is in a pyramid: 5 minutes</summary>
#
# ### Exercise 11.12 pyramid_lengths
#
# **5 minutes, 0 points.** `pyramid_lengths(lengths, strides)` follows the lengths of a batch through an encoder that shortens time. `lengths (B,)` holds whole numbers of at least 1, `strides` is a tuple of L of them. Layer l makes one step of `strides[l]` steps of the layer below it; where fewer are left at the end of a row, they make a step all the same. Return an array `(L, B)` of whole numbers, the lengths after each layer.
#
# By hand, the lengths 23 and 8 and the strides 2, 2, 3: 12 and 4, then 6 and 2, then 2 and 1.
#
# </details>


# %% exercise="pyramid_lengths" minutes=5 optional
def pyramid_lengths(lengths, strides):
    ### BEGIN SOLUTION
    # Why: // rounds down, and the negative of a number rounded down is its opposite rounded up. Each
    # layer starts from the lengths that the one below has left.
    after = []
    for stride in strides:
        lengths = -(-lengths // stride)
        after.append(lengths)
    return np.stack(after)
    ### END SOLUTION


# %% check="pyramid_lengths" points=0
check_pyramid_lengths(pyramid_lengths)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_pyramid_lengths

check_pyramid_lengths(pyramid_lengths, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `//` rounds down. How many steps are missing to a whole one, and what does adding `stride - 1` before the division do?
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>A rotation from any antisymmetric matrix, Cayley's map: 10 minutes</summary>
#
# ### Exercise 11.13 cayley
#
# **10 minutes, 0 points.** `cayley(A)` takes `A (H, H)` with $A^\top = -A$ and returns $W = (I + A)^{-1} (I - A)$, `(H, H)`. `A` itself is not changed. `np.linalg.solve(M, N)` computes $M^{-1} N$.
#
# By hand, the rows (0, 1) and (-1, 0): $I + A$ has the rows (1, 1) and (-1, 1), its inverse the rows (0.5, -0.5) and (0.5, 0.5), and the product with $I - A$, with the rows (1, -1) and (1, 1), is $W$ with the rows (0, -1) and (1, 0).
#
# </details>


# %% exercise="cayley" minutes=10 optional
def cayley(A):
    ### BEGIN SOLUTION
    # Why: An antisymmetric A has imaginary eigenvalues i a, so that 1 + i a is never 0: the inverse
    # always exists, and (1 - i a) / (1 + i a) has the size 1. Solving takes fewer operations than
    # forming the inverse, and loses fewer digits.
    eye = np.eye(len(A))
    return np.linalg.solve(eye + A, eye - A)
    ### END SOLUTION


# %% check="cayley" points=0
check_cayley(cayley)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_cayley

check_cayley(cayley, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.eye(H)` is the identity. Which of the two matrices is inverted? `@` is the product of matrices, `*` multiplies entry by entry.
#
# </details>
#
# [Worked solution]()
# %% [markdown]
# <details><summary>A nonlinearity that keeps the angle, modReLU: 10 minutes</summary>
#
# ### Exercise 11.14 mod_relu
#
# **10 minutes, 0 points.** `mod_relu(z, b)` takes complex numbers `z (B, H)` and real ones `b (H,)`, one for each unit, and returns complex numbers `(B, H)`. The length of each $z$ changes by $b$, and its angle stays:
#
# $$ (|z| + b) \frac{z}{|z|} \quad \text{where } |z| + b > 0, \quad \text{else } 0. $$
#
# $b$ may have either sign. The number 0 has no angle: where $z = 0$, return 0 whatever $b$ is. Neither NaN nor a warning may come of it, and a very short $z$ keeps its angle, so no small number can be added to $|z|$.
#
# By hand: $3 + 4i$ has the length 5. With $b = -2$ it becomes $\frac{3}{5} (3 + 4i) = 1.8 + 2.4i$, with $b = 5$ it becomes $6 + 8i$, and with $b = -6$ it becomes 0.
#
# </details>


# %% exercise="mod_relu" minutes=10 optional
def mod_relu(z, b):
    ### BEGIN SOLUTION
    # Why: Where the length is 0 it is divided by 1 instead; z / 1 is 0 there, and so is the product.
    # The real and the imaginary part go through no nonlinearity of their own: that would turn z.
    length = np.abs(z)
    angle = z / np.where(length > 0, length, 1)
    return np.maximum(length + b, 0) * angle
    ### END SOLUTION


# %% check="mod_relu" points=0
check_mod_relu(mod_relu)
### BEGIN HIDDEN TESTS
from helpers.checks.m11_time_scales import check_mod_relu

check_mod_relu(mod_relu, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.abs` of a complex number is its length. Divide by it to get a number of length 1 with the same angle: what can stand in for a length of 0, and only there? How long should the result be, at least?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 7 Claimed and measured
#
# Numbers are means over three seeds, with their range.

# %% experiment=1
from helpers.plots.modules.m11.claims import show_claims

show_claims(both, copying, longer, (of_states, of_inputs), two, text_levels, windows, parity)

# %% [markdown]
# ## 8 Limits
#
# - **Copy memory is a test, not a use.** Its blanks carry nothing, its lag is fixed.
# - **One learning rate for each network, weights not equal** on copy memory: most in the LRU, with a deeper readout, fewest in the unitary network.
# - **Gradients as first drawn.** Training moves them.
# - **Cause.** Cayley's network differs from the unitary one in nonlinearity too; no mixture was run.
#
# ## 9 Summary
#
# - Delays, dilations, clocks, words and strides make a gradient's factors fewer; leaks and kept norms bring each nearer to one.
# - A slow clock keeps its state, and sees few inputs.
# - Cayley's map reaches no eigenvalue $-1$, $K$ reflections the determinant $(-1)^K$; a product of unitary blocks is unitary.
# - Under a driven tanh an orthogonal matrix changes nothing; with modReLU a unitary one carries ten symbols over 200 blanks.
# - What keeps all cannot forget: noise grows like $\sqrt t$.
#
# Module 12: two possible futures.
#
# ### Essay: a slow part for a task of yours
#
# **4 points, graded by hand.** 150 to 300 words. A wind farm forecasts its power from ten measurements a second; gusts (seconds), the time of day and the weather (days) matter. One point each: (i) which time scales the data have, and how many steps each is; (ii) one way of this module to reach the longest of them, with the number of factors on its path; (iii) what this way loses or cannot do, with a number of this module; (iv) the strongest cheap baseline, and the outcome that would make you drop the slow part.

# %% [markdown] essay="a_slow_part" points=4 minutes=15
# **Rubric.**
#
# - 1 point: seconds are tens of steps, a day is 864,000: at ten a second no recurrence spans it step by step.
# - 1 point: a named remedy (strides or averages before the network, a clock, two levels, a leak) with a count, such as 864,000 over a stride of 600 is 1,440.
# - 1 point: its price: what a stride averages away, the comb of a clock's inputs, what a leak blurs, noise in a state that keeps all; supported by a number printed above.
# - 1 point: a baseline such as the last value, the same time yesterday or averages at several scales fed to a linear model; and a difference, over seeds or days, below which the slow part goes.
#
# **A good answer** asks first whether the slow scale can be given as an input, the time of day for one.

# %% [markdown]
# ## Sources, read critically
#
# - S. Hochreiter & J. Schmidhuber (1997), *Long short-term memory*, Neural Computation 9. Long lags with distractors, one symbol to be recalled; ten of them came with Arjovsky and others.
# - S. El Hihi & Y. Bengio (1995), *Hierarchical recurrent neural networks for long-term dependencies*, NIPS. Delays and levels, and the argument by path length. The tasks are small and synthetic; no gated network existed to compare with.
# - T. Lin, B. Horne, P. Tiňo & C. L. Giles (1996), *Learning long-term dependencies in NARX recurrent neural networks*, IEEE Transactions on Neural Networks 7. Delays of the output. A delay shortens the decay, it does not end it, as they say.
# - H. Jaeger, M. Lukoševičius, D. Popovici & U. Siewert (2007), *Optimization and applications of echo state networks with leaky-integrator neurons*, Neural Networks. The recurrent weights are drawn and stay; a few values for the whole network, the leak among them, are optimised.
# - J. Koutník, K. Greff, F. Gomez & J. Schmidhuber (2014), *A clockwork RNN*, ICML. The signals that it generates are short pieces of music, in-sample: the training error is the result. Inputs that slow units never see are not discussed.
# - S. Chang and others (2017), *Dilated recurrent neural networks*, NIPS. Architectures are compared by a measure of the authors' own, the mean recurrent length.
# - W. Chan, N. Jaitly, Q. Le & O. Vinyals (2016), *Listen, attend and spell*, ICASSP. Without the pyramid training converged slowly, they say; no curve is shown.
# - J. Chung, S. Ahn & Y. Bengio (2017), *Hierarchical multiscale recurrent neural networks*, ICLR. The boundaries are shown on chosen sentences; how often they fall on spaces is not measured.
# - W. Ling and others (2015), *Finding function in form: compositional character models for open vocabulary word representation*, EMNLP. Words from characters; its models predict words, where ours must predict every character.
# - N. Kalchbrenner, I. Danihelka & A. Graves (2016), *Grid long short-term memory*, ICLR. Parity there is asked of all bits at once, with one-dimensional grids of tied weights, trained far longer than anything here.
# - M. Arjovsky, A. Shah & Y. Bengio (2016), *Unitary evolution recurrent neural networks*, ICML. Copying, adding, and digits pixel by pixel, in curves of single runs. Their copy task is the one here.
# - Z. Mhammedi, A. Hellicar, A. Rahman & J. Bailey (2017), *Efficient orthogonal parametrisation of recurrent neural networks using Householder reflections*, ICML: as many reflections as one can pay for. S. Wisdom and others (2016), *Full-capacity unitary recurrent neural networks*, NIPS: counts what a product of blocks leaves out. K. Helfrich, D. Willmott & Q. Ye (2018), *Orthogonal recurrent neural networks with scaled Cayley transform*, ICML: a diagonal of signs, left out here, gives back what the plain map cannot reach.
# - G. Kerg and others (2019), *Non-normal recurrent neural network (nnRNN)*, NeurIPS: transients that a normal matrix cannot have. A. Orvieto and others (2023), *Resurrecting recurrent neural networks for long sequences*, ICML: the LRU.
