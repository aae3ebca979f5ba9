# %% [markdown]
# # 13 Fast recurrence
#
# **190 minutes.** (Essay included. Plan half an hour more for slow reading, an hour for the optional exercises.) After this module you can
#
# - say where the time of a recurrent step goes, under a roofline you measured;
# - take the steps of a linear recurrence by a scan, or as a convolution, and say when either pays;
# - write the cores of Mamba, xLSTM and the diagonal form of S4 from their equations;
# - say what a recurrence gives up when it becomes linear.
#
# You need modules 01 (parity), 04 (LSTM, backward by hand), 05 (GRU), 10 (linear attention) and 11 (time scales), complex exponentials, a linear differential equation, Fourier transforms.

# %% setup
import math

import numpy as np

from helpers.checks.m13_fast import (
    check_blelloch,
    check_fft_causal_convolution,
    check_fused_lstm_step,
    check_hillis_steele,
    check_hoisted_lstm_forward,
    check_linear_parity,
    check_log_space_scan,
    check_mlstm_step,
    check_recurrence_by_hand,
    check_roofline,
    check_selective_step,
    check_ssm_kernel,
    check_wavefront,
    check_zero_order_hold,
)
from helpers.scratch.modules import m13_machine, m13_scans, m13_state_spaces
from helpers.scratch.ops import sigmoid

# %% [markdown]
# Eight ways to take one training step of an LSTM, all with the same gradients. You will write the fifth's forward pass; then networks linear in $h$, which run as a loop, as your scan and as your convolution, with equal results. At the end your scan reads a text and writes on.

# %% experiment=0
from helpers.experiments import stored
from helpers.plots.modules.m13 import ladder, learned, scans
from helpers.plots.modules.m13.map import show_map_at

climb = stored("ladder")
ladder.show_ladder(ladder.one_thread(climb))
show_map_at()

# %% [markdown]
# The first rung is the LSTM as it is printed, the last PyTorch's own. No rung removes that $h_t$ waits for $h_{t-1}$; a recurrence linear in $h$ need not wait.
#
# ### Recall
#
# Three questions on earlier modules, to be answered in place of `None`.
#
# **One.** How many components does a mixture (module 12) need for five independent lamps with two places each?

# %% predict="recall_futures"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 32, "One for each future, 2 to the power 5; five latent numbers combine.")

# %% [markdown]
# **Two.** Linear attention (module 10) is an RNN. What is the shape of its state, for keys of 16 numbers and values of 32?

# %% predict="recall_state"
prediction = None

# %%
score_recall(prediction, (16, 32), "It sums outer products of keys and values.")

# %% [markdown]
# **Three.** Which real number of size 1 is never an eigenvalue of Cayley's matrices (module 11)?

# %% predict="recall_cayley"
prediction = None

# %%
score_recall(prediction, -1, "W x = -x would mean 2x = 0: no direction is turned round.")

# %% [markdown]
# ## 1 Where the time goes
#
# A product of matrices $(N, D) \times (D, H)$ takes $2 N D H$ **flops**, a multiplication or an addition each. It reads two arrays and writes one. Flops divided by the bytes of all three are its **arithmetic intensity**. A machine has two limits, flops a second (its *peak*) and bytes a second from memory. Drawn over the intensity they are its **roofline** (Williams, Waterman and Patterson 2009): all code runs below the lower of the two (13.9).
#
# Appleyard, Kočiský and Blunsom (2016) climbed towards it on a graphics processor. Here is the climb on a CPU, stored, with sizes as [T steps, B rows, D inputs, H units]; no gradient of the inputs, as in a first layer.

# %% experiment=0
show_map_at("ladder")
ladder.print_stored(climb)

# %% [markdown]
# On one thread the printed equations take about twice as long as PyTorch's LSTM at the large size, and more than ten times at the small one. There, at less than 2 % of the peak, the limit is neither roof but **calls**: an operation costs some microseconds in Python and PyTorch, however small its arrays. From rung to rung, on one thread:
#
# - **Four gates in one product**: a clear gain at both sizes, a quarter of the calls.
# - **One product of $[x, h]$** (13.10): a loss at the large size, a small gain at the small one. Copying $x$ and $h$ together costs about what the call saves.
# - **Inputs hoisted**: all $x_t W_x$ in one product before the loop, your next exercise. A gain at the small size, little at the large one. Indexed one by one (`gx[t]`) they make it *slower*: in the backward pass each index makes an array as large as all of `gx`. `gx.unbind(0)` does not.
# - **Layers on a diagonal** (13.11): layer 2 can take step $t$ while layer 1 takes step $t + 1$. On a CPU a diagonal can be one batched product; that gains at small sizes alone.
# - **Backward by hand** (module 04): one product of all steps for the gradient of each weight, and no graph.
# - **The loop compiled**, by numba: no calls.

# %% [markdown]
# ### Exercise 13.1 hoisted_lstm_forward
#
# **15 minutes, 3 points.** `hoisted_lstm_forward(p, xs, h0, c0)` runs an LSTM over a sequence and takes the inputs' part of the work out of the loop. `xs (T, B, D)` has T steps of B rows, `h0` and `c0 (B, H)` are the state before the first step. `p` holds `p.W_x (D, 4H)`, `p.W_h (H, 4H)` and `p.b (4H,)`, the gates in four blocks of H columns in the order i, f, g, o. Each step is the LSTM of module 04,
#
# $$ a_t = x_t W_x + h_{t-1} W_h + b, \qquad c_t = \sigma(a^f_t) \, c_{t-1} + \sigma(a^i_t) \tanh(a^g_t), \qquad h_t = \sigma(a^o_t) \tanh(c_t), $$
#
# where $a^i_t, a^f_t, a^g_t, a^o_t$ are the four blocks of $a_t$. Take $x_t W_x + b$ of all T steps in one product before the loop; inside it only $h_{t-1} W_h$ is left to multiply. Return `hs (T, B, H)`, all states h, and the last state as a pair `(h, c)`, (B, H) each. The arguments stay as they are. `sigmoid(x)` is given. The check compares numbers only; the clock in the next cell sees where the product stands.
#
# By hand, with T = B = D = H = 1, all weights 0, the biases 0, 0, 1, 0 and $c_0 = 2$: all three gates are 0.5, so $c_1 = 0.5 \cdot 2 + 0.5 \tanh 1 = 1.3808$ and $h_1 = 0.5 \tanh 1.3808 = 0.4406$.


# %% exercise="hoisted_lstm_forward" minutes=15
def hoisted_lstm_forward(p, xs, h0, c0):
    ### BEGIN SOLUTION
    # Why: No x_t depends on a state, so T products of B rows are one of T B rows, which reads W_x
    # once where the loop reads it T times. b does not depend on the step either. h_{t-1} @ W_h has
    # to wait for h_{t-1}: this is the part that no rung of the ladder can take out of the loop.
    ax = xs @ p.W_x + p.b
    h, c, hs = h0, c0, []
    for a_x in ax:
        i, f, g, o = np.split(a_x + h @ p.W_h, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)
    ### END SOLUTION


# %% check="hoisted_lstm_forward" points=3
check_hoisted_lstm_forward(hoisted_lstm_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_hoisted_lstm_forward

check_hoisted_lstm_forward(hoisted_lstm_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `xs @ p.W_x` multiplies along the last axis of all steps and rows, and gives (T, B, 4H). Which part of $a_t$ is still missing when step t begins, and of which state is it made?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The same ladder on your machine, now, and your function; then, stored, the last two rungs at more sizes, the course's `FastLSTM` and PyTorch's:

# %% experiment=12 volatile
from helpers.experiments.m13_fast.parts import live

climbed = live.climb()
ladder.print_ladder(climbed)
hoisted = yours(hoisted_lstm_forward, check_hoisted_lstm_forward, m13_machine.hoisted_lstm_forward)
for name, size in climbed["sizes"].items():
    ms = live.forward_ms(hoisted, size)
    ratio = ms["step by step"] / ms["inputs hoisted"]
    print(f"{name}: forward in NumPy, step by step over inputs hoisted: {ratio:.2f}")

ladder.print_compared(climb)

# %% [markdown]
# At the small size hoisting pays; at the large one the loop's own products are the work. On one thread and without the inputs' gradient, `dxs`, `FastLSTM` is near PyTorch or ahead (PyTorch always takes `dxs`); forward alone it is behind.
#
# On every rung T products $h_{t-1} W_h$ are left, each waiting for the last.
#
# ## 2 Linear in time
#
# Let the gates read $x_t$ alone, and drop the nonlinearity around $h$. What remains is
#
# $$ h_t = a_t \, h_{t-1} + b_t, $$
#
# entry by entry, with $a_t$ (no pre-activation from here on) and $b_t$ known for all $t$ beforehand. Call the step $s_t$: it takes $h$ to $a_t h + b_t$. Composing functions is **associative**: $(s_3 \circ s_2) \circ s_1$ and $s_3 \circ (s_2 \circ s_1)$ both send $h$ through the three. That holds for a tanh step too; but here two steps are again a step *of the same kind*, two numbers $a$, $b$. So steps can be joined in any bracketing (never in another order), all neighbours at the same time.
#
# Hillis and Steele (1986) wrote such a **scan** for a machine of 65,536 processors.

# %% [markdown]
# ### Exercise 13.2 hillis_steele
#
# **25 minutes, 4 points.** `hillis_steele(a, b)` takes all steps of $h_t = a_t h_{t-1} + b_t$ in about $\log_2 T$ rounds. `a` and `b (T, B, H)` hold the two numbers of every step, both real or both complex; every entry is a recurrence of its own, along axis 0. Return `products` and `states`, both (T, B, H), in this order, up to **and including** step t:
#
# $$ h_t = \mathrm{products}_t \, h_{\mathrm{start}} + \mathrm{states}_t, \qquad \mathrm{products}_t = a_t a_{t-1} \cdots a_0, $$
#
# where steps are counted from 0 and $h_{\mathrm{start}}$ is the state before step 0.
#
# A step is a pair $(a, b)$. Two pairs in a row, the left one earlier, $(a_l, b_l)$ and then $(a_r, b_r)$, are one pair again: put the first step into the second and collect what multiplies h. Use it in rounds with the reach $d = 1, 2, 4, \dots$ while $d < T$. In a round every pair t with $t - d \ge 0$ is joined with pair $t - d$, the earlier one on the left, all at once and from the pairs as they were *before* the round; the first d pairs stay. T is any number of at least 1, a power of two or not. `a` and `b` stay as they are. A loop over t gives the same numbers; the exercise is to do without one.
#
# By hand, T = 3, with $a = (2, 3, 0.5)$ and $b = (1, 1, 4)$: after the round of reach 1 the pairs are (2, 1), (6, 4), (1.5, 4.5); the round of reach 2 joins the third with the first: products (2, 6, 3) and states (1, 4, 6).


# %% exercise="hillis_steele" minutes=25
def hillis_steele(a, b):
    ### BEGIN SOLUTION
    # Why: a_r (a_l h + b_l) + b_r = (a_r a_l) h + (a_r b_l + b_r). After the round of reach d a
    # pair covers the 2d steps up to its own, so the next reach is 2d, and after the last round
    # nothing is left to reach. Slices of both arrays join all pairs at once; np.concatenate makes
    # new ones, so no pair of the round is read after it was changed.
    d = 1
    while d < len(a):
        joined_a = a[d:] * a[:-d]
        joined_b = a[d:] * b[:-d] + b[d:]
        a, b = np.concatenate([a[:d], joined_a]), np.concatenate([b[:d], joined_b])
        d *= 2
    return a, b
    ### END SOLUTION


# %% check="hillis_steele" points=4
check_hillis_steele(hillis_steele)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_hillis_steele

check_hillis_steele(hillis_steele, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `b[d:]` are the later pairs and `b[:-d]` the earlier ones, in step with each other. Which of the two a's multiplies the earlier b: the one that acts on h after it, or the one before? Make both new arrays before either name is given a new value.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>The join of two steps (open it when the check has passed)</summary>
#
# $a_r (a_l h + b_l) + b_r = (a_r a_l) h + (a_r b_l + b_r)$: the pair $(a_r a_l, \; a_r b_l + b_r)$. Associative, written out: joining three pairs either way gives $a_3 a_2 a_1$ and $a_3 a_2 b_1 + a_3 b_2 + b_3$.
#
# </details>
#
# Blelloch (1990) joins fewer pairs, in a tree (13.12). **Work** counts joined pairs, **depth** those that wait for one another.

# %%
for T in (8, 64, 1024):
    counts = m13_scans.scan_work_depth(T)
    texts = (f"{name} {c['work']:,} / {c['depth']}" for name, c in counts.items())
    print(f"T = {T:5,}, work / depth: {'; '.join(texts)}")

# %% [markdown]
# Depth counts where processors are idle.
#
# **Predict first.** One row of 64 states, T = 16,384, forward. How many times faster than a loop in PyTorch is a scan in PyTorch that cuts the sequence into $\sqrt T$ blocks, which advance side by side? It takes about $2 \sqrt T$ rounds, on larger arrays, where the loop takes $T$ steps.

# %% predict="scan"
prediction = None

# %% experiment=3 volatile
show_map_at("scan")
scan = yours(hillis_steele, check_hillis_steele, m13_scans.hillis_steele)
by_fft = m13_state_spaces.fft_causal_convolution  # the course's 13.4, of section 3
few = live.seconds_by_T(scan, by_fft, (64, 256, 1024, 4096, 16384), 1, 64)
many = live.seconds_by_T(scan, by_fft, (64, 256, 1024), 16, 128)
times = few["loop, PyTorch"][16384] / few["scan in blocks, PyTorch"][16384]
score_prediction(prediction, times, unit="times", within=times / 2)
scans.show_seconds(few, many)

# %% [markdown]
# With few states a scan is ahead; yours, with $\log_2 T$ rounds over whole arrays, until they leave the cache. With 2,048 states a loop in NumPy is the fastest: one step keeps the processor busy.
#
# **Which networks?** QRNN and SRU (see Sources) took the state out of matrix products; Martin and Cundy (2018) scanned it. The smallest are Feng and others' (2024): **minGRU**, $z_t = \sigma(x_t W_z + b_z)$, $n_t = x_t W_n + b_n$, $a_t = 1 - z_t$, $b_t = z_t n_t$ ($z = 1$ writes; in module 05 it kept); and **minLSTM**, $a_t = f_t / (f_t + i_t)$, $b_t = i_t n_t / (f_t + i_t)$.
#
# A minGRU learns the characters of Python's help topics; then *your* scan reads 4,096 held-out characters with its weights.

# %% experiment=8 volatile
from helpers.experiments.m13_fast.parts import reading, writing

model, held_out = reading.train()
hs, nats, ms = reading.read(scan, model, held_out[:4097])
by_torch = reading.nats_of(model, held_out[:4097])
print(f"your scan: {nats:.4f} nats a character; PyTorch: {by_torch:.4f}")
print(f"states differ by at most {reading.gap(model, held_out[:4096], hs):.0e}")
print(f"scan over loop, in NumPy, T = 4,096, 96 states: {ms['scan'] / ms['loop']:.2f}")

# %% [markdown]
# 4,096 steps in 12 rounds, with the same predictions; by the clock a loop in NumPy is ahead.
#
# ## 3 State spaces
#
# Control theory starts from continuous time: $dh/dt = \lambda h + u$, with a complex $\lambda$ whose real part is at most 0 and an input $u$. Hold $u$ constant over a step of length $\Delta$ (**zero-order hold**). Multiply by $e^{-\lambda t}$: the left side of $\frac{d}{dt} (e^{-\lambda t} h) = e^{-\lambda t} u$ integrates to
#
# $$ h(t + \Delta) = e^{\lambda \Delta} h(t) + \Big( \int_0^{\Delta} e^{\lambda s} ds \Big) u . $$
#
# The integral is yours, on paper in 13.7 and as code in 13.14. With this discrete $\lambda$ ($e^{\lambda \Delta}$, from here on) nothing depends on the input but $b$, and unrolling gives $h_t = \sum_j \lambda^j B u_{t-j}$: a **convolution**. Gu, Goel and Ré (2022, S4) trained it as one. ($B$ and $C$ are the field's letters; this $B$ is no batch.)

# %% [markdown]
# ### Exercise 13.3 ssm_kernel
#
# **10 minutes, 2 points.** `ssm_kernel(lam, B, C, T)` returns what one input does to the outputs of this and the later steps. Each of D channels has N complex states, `lam`, `B` and `C (D, N)`; `lam` is discrete, the eigenvalue of one step, with $|\lambda| \le 1$:
#
# $$ h_t = \lambda h_{t-1} + B u_t, \qquad y_t = \mathrm{Re} \sum_n C_n h_{t,n}, $$
#
# for each channel by itself. Put in $u = 1$ at one step and 0 after it, from a state of 0: j steps later the output is
#
# $$ k_j = \mathrm{Re} \sum_n C_n \lambda_n^j B_n, \qquad j = 0, \dots, T - 1. $$
#
# Return `k (T, D)`, real. The real part is taken once, of the whole sum. Both eigenvalues of a conjugate pair are listed, so there is no factor of 2. $\lambda^0 = 1$, for $\lambda = 0$ as well.
#
# By hand, with D = N = 1, $\lambda = i$, $B = 1$, $C = 1 - i$: $C \lambda^j B$ is $1 - i$, $1 + i$, $-1 + i$, so $k = (1, 1, -1)$ for T = 3.


# %% exercise="ssm_kernel" minutes=10
def ssm_kernel(lam, B, C, T):
    ### BEGIN SOLUTION
    # Why: The state is B after the input's own step, and every later step multiplies it by lambda.
    # The real part of a product is not the product of real parts: a rotation that begins in the
    # imaginary part shows in the output a quarter of a turn later. It comes last.
    powers = lam ** np.arange(T)[:, None, None]
    return (C * powers * B).sum(axis=2).real
    ### END SOLUTION


# %% check="ssm_kernel" points=2
check_ssm_kernel(ssm_kernel)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_ssm_kernel

check_ssm_kernel(ssm_kernel, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `lam ** np.arange(T)[:, None, None]` has the shape (T, D, N): all powers at once. Over which axis runs the sum, and at which point do the numbers become real?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# As written, a convolution takes $T^2$ products; Fourier transforms take about $T \log T$.

# %% [markdown]
# ### Exercise 13.4 fft_causal_convolution
#
# **15 minutes, 3 points.** `fft_causal_convolution(u, k)` convolves every channel with its kernel by Fourier transforms. `u (T, B, D)` holds the inputs, `k (S, D)` one kernel for each channel, the same in all rows of the batch; both are real, and S may be smaller or larger than T:
#
# $$ y_t = \sum_{j=0}^{\min(t, S - 1)} k_j \, u_{t-j}, \qquad t = 0, \dots, T - 1. $$
#
# Return `y (T, B, D)`, real. A product of two transforms of n points convolves around a circle of n steps, where the end of u meets its beginning; so both are first filled up with zeros to an n at which nothing that wraps around lands on $y_0, \dots, y_{T-1}$. `np.fft.rfft(x, n, axis=0)` fills up to n and transforms; `np.fft.irfft(X, n, axis=0)` takes it back.
#
# By hand, with B = D = 1: $u = (1, 2, 3)$ and $k = (1, 10)$ give $y = (1, 12, 23)$. On a circle of three steps the first would be $1 + 10 \cdot 3 = 31$.


# %% exercise="fft_causal_convolution" minutes=15
def fft_causal_convolution(u, k):
    ### BEGIN SOLUTION
    # Why: The whole convolution has T + S - 1 entries. With as many points, or more, there is room
    # for all of them, and nothing wraps around. The first T are asked for. k has no batch: [:,
    # None] gives it that axis. n is named to irfft as well, as it takes an even number if it is not
    # told.
    T, n = len(u), len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, n, axis=0)[:T]
    ### END SOLUTION


# %% check="fft_causal_convolution" points=3
check_fft_causal_convolution(fft_causal_convolution)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_fft_causal_convolution

check_fft_causal_convolution(fft_causal_convolution, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# How many entries does the full convolution of T with S numbers have? With a circle of that many points none meets another. The transform of k is (n', D), that of u (n', B, D): which axis has to be added?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Now the central test: **RNN = scan = convolution.** The weights are those of an **LRU** (Orvieto and others 2023). It keeps $|\lambda| = e^{-e^{\nu}} < 1$ whatever $\nu$ is trained to, starts with its eigenvalues spread evenly over a ring near the circle, and scales its input by $\sqrt{1 - |\lambda|^2}$: white noise of variance 1 would fill a state up to $\sum_j |\lambda|^{2j} = 1 / (1 - |\lambda|^2)$. It reads 300 handwritten digits, pixel by pixel.

# %% experiment=2
show_map_at("kernel")
kernel = yours(ssm_kernel, check_ssm_kernel, m13_state_spaces.ssm_kernel)
convolve = yours(
    fft_causal_convolution, check_fft_causal_convolution, m13_state_spaces.fft_causal_convolution
)
u, lam, B, C, by_loop = live.lru_on_digits()  # u (64, 300, 1); lam, B, C (1, 32)
states = scan(lam + np.zeros((64, 300, 1)), u * B)[1]
by_scan = (states @ C.T).real
by_convolution = convolve(u, kernel(lam, B, C, 64))
print(f"loop and scan differ by {scans.largest((by_loop, by_scan)):.0e}, ", end="")
print(f"loop and convolution by {scans.largest((by_loop, by_convolution)):.0e}")

# %% [markdown]
# A kernel $(T, D)$ hides how many states a channel has, so a convolution should pay where many states share a channel *and the kernel is kept*:

# %% experiment=3 volatile
ms = live.channels_ms(kernel, convolve)
for way, each in ms.items():
    print(f"8 channels of 64 states, T = 4,096: {way:25s}{each:8.1f} ms")
in_singles = m13_state_spaces.ssm_kernel  # keeps float32: yours may work in float64 inside
by_size = live.conditioning(scan, in_singles, convolve, (0.9, 0.99, 0.999, 0.9999))
in_logs = live.log_space_errors(m13_scans.log_space_scan, scan, (64, 1024, 16384))
scans.show_digits_lost(by_size, in_logs)

# %% [markdown]
# Left: a state sums over about $1 / (1 - |\lambda|)$ steps, and in single precision every way loses digits as that grows. The loop loses fewest here.
#
# Right: a scan in logarithms (Heinsen 2023; 13.13), as Feng and others use it. It is off by about a hundredth after 16,384 steps, where the plain scan keeps six digits: sums of logarithms grow with T, and a large number is rounded coarsely. The plain scan never divides, so an underflow to 0 does no harm.
#
# ## 4 By the input
#
# A fixed $\lambda$ treats every input alike. Gu and Dao (2024, **Mamba**) let the input set the step size: a large $\delta$ forgets and writes, a $\delta$ near 0 skips. As $a_t$ then depends on $x_t$, there is no kernel. The scan stays.

# %% [markdown]
# ### Exercise 13.5 selective_step
#
# **20 minutes, 4 points.** `selective_step(p, x, h)` advances a selective state space, the core of Mamba, by one step. Each of D channels keeps N real states: `x (B, D)` is the input, `h (B, D, N)` the state before the step. `p` holds `p.log_rate (D, N)`, `p.W_delta (D, D)`, `p.b_delta (D,)`, `p.W_B` and `p.W_C (D, N)` and `p.w_skip (D,)`. With $d$ a channel and $n$ a state of it, in every row,
#
# $$ \delta = \mathrm{softplus}(x W_\Delta + b_\Delta), \qquad \mathbf{B} = x W_B, \qquad \mathbf{C} = x W_C, $$
# $$ h'_{dn} = e^{-\delta_d \exp(\mathrm{log\_rate}_{dn})} \, h_{dn} + \delta_d \, \mathbf{B}_n \, x_d, \qquad y_d = \sum_n \mathbf{C}_n h'_{dn} + w^{\mathrm{skip}}_d x_d. $$
#
# $\delta$ is (B, D), one step size for each channel; $\mathbf{B}$ and $\mathbf{C}$ are (B, N), read from the whole input and shared by all channels of the row. $\mathrm{softplus}(s) = \ln(1 + e^s)$; a sum s may be as large as 1,000, where $e^s$ would overflow: `np.logaddexp(0, s)` does not. Return `y (B, D)` and `h_next (B, D, N)`, $h'$, in this order. The arguments stay as they are.
#
# By hand, with B = D = N = 1, $x = 2$, $h = 4$, $\mathrm{log\_rate} = 0$, $W_\Delta = 0$, $b_\Delta = \ln(e - 1)$, $W_B = 0.5$, $W_C = 1$, $w^{\mathrm{skip}} = 3$: $\delta = 1$, $\mathbf{B} = 1$, $\mathbf{C} = 2$; $h' = 4 e^{-1} + 1 \cdot 1 \cdot 2 = 3.4715$ and $y = 2 \cdot 3.4715 + 3 \cdot 2 = 12.9430$.


# %% exercise="selective_step" minutes=20
def selective_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: delta belongs to a channel and B, C to a state: delta[..., None] is (B, D, 1), B[:, None]
    # (B, 1, N), and their product meets every state of every channel. Minus an exponential keeps
    # the continuous eigenvalue below 0, so a is in (0, 1). A delta near 0 leaves a = 1 and no
    # input: the step is skipped. a depends on x, so no kernel could be worked out beforehand; a
    # scan still can.
    delta = np.logaddexp(0, x @ p.W_delta + p.b_delta)[..., None]
    a = np.exp(-delta * np.exp(p.log_rate))
    h_next = a * h + delta * (x @ p.W_B)[:, None] * x[..., None]
    y = (h_next * (x @ p.W_C)[:, None]).sum(axis=2) + p.w_skip * x
    return y, h_next
    ### END SOLUTION


# %% check="selective_step" points=4
check_selective_step(selective_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_selective_step

check_selective_step(selective_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Give everything three axes, B, D, N, some of size 1: $\delta$ and x lack the last one, $\mathbf{B}$ and $\mathbf{C}$ the middle one. Which state does the output read, the one before the step or the one after it?
#
# </details>
#
# [Worked solution]()

# %% experiment=1
show_map_at("selective")
select = yours(selective_step, check_selective_step, m13_state_spaces.selective_step)
scans.show_selective(live.selective_states(select))

# %% [markdown]
# Their test is **selective copying**: four symbols of eight kinds among 32 steps, to be written down afterwards. At fixed places time alone tells which inputs count; at random places they must be looked at.
#
# **Predict first.** Two LRUs, each in a block with a norm, a gate and a residual link, about 10,800 weights, 10 seconds: what share of the symbols is right at random places? (By guessing: 0.125.)

# %% predict="selective"
prediction = None

# %% experiment=0
copying = stored("selective_copying")
at_random = learned.last(copying, "LRU", "random")
score_prediction(prediction, at_random.mean(), within=0.05)
panels = {"fixed places": ("fixed",), "random places": ("random",)}
said = "At fixed places the LRU is right at once; at random ones it stays behind minGRU and LSTM."
learned.show_by_seconds(copying, panels, "symbols right (share)", said, chance=0.125)

# %% [markdown]
# The LRU is right at fixed places after a second, and stays at 0.70 on average at random ones (above guessing by its blocks' gates). minGRU and LSTM, whose gates read the input, reach 0.96 and 0.94. Our selective layer, 288 states a block, is behind at both, with about a quarter of the minGRU's updates.
#
# ## 5 A matrix for a state
#
# Module 10's linear attention adds $k v^\top$, of a key $k$ (no kernel here), to a matrix and reads it with $q$. Beck and others (2024, **xLSTM**) gave it a forget gate and an *exponential* input gate, $i = e^{\mathrm{log\_i}}$, so that a new pair can outweigh all before it; a normaliser $n$ (no candidate here) collects the keys, and the output is $q^\top S / \max(|q^\top n|, 1)$. (Here H and C are the sizes of a key and a value.) As written:

# %% experiment=1
show_map_at("matrix")
for sd in (3, 30, 100):
    first, _ = live.exponential_gates(m13_state_spaces.mlstm_step, sd)
    print(f"log_i of standard deviation {sd:3d}, float32, 2,000 steps: {scans.gate_text(first)}")

# %% [markdown]
# This fails: $e^{89}$ is beyond single precision. $S$ and $n$ stand in a quotient, so both may carry any common factor. Keep them $e^{-m}$ times their true size, where $m$ is the largest exponent so far; the new pair's exponent is $\mathrm{log\_i}$, the old ones' is $\mathrm{log\_f} + m$, and after subtracting the larger one no gate is above 1. Only the bound 1 carries no such factor, and must shrink along.

# %% [markdown]
# ### Exercise 13.6 mlstm_step
#
# **20 minutes, 4 points.** `mlstm_step(S, n, m, q, k, v, log_f, log_i)` advances xLSTM's matrix memory by one step: linear attention with a forget gate and exponential gates. Before the step stand the memory `S (B, H, C)`, the normaliser `n (B, H)` and the stabiliser `m (B,)`; the step brings a query and a key, `q` and `k (B, H)`, a value `v (B, C)`, and the logarithms of the two gates, `log_f` and `log_i (B,)`, one number for each row. In every row,
#
# $$ m' = \max(\mathrm{log\_f} + m, \; \mathrm{log\_i}), \qquad f = e^{\mathrm{log\_f} + m - m'}, \qquad i = e^{\mathrm{log\_i} - m'}, $$
# $$ S' = f S + i \, \tfrac{k}{\sqrt{H}} v^\top, \qquad n' = f n + i \, \tfrac{k}{\sqrt{H}}, \qquad y = \frac{q^\top S'}{\max(|q^\top n'|, \; e^{-m'})}. $$
#
# Return `y (B, C)`, `S_next (B, H, C)`, `n_next (B, H)` and `m_next (B,)`, in this order. Before the first step S and n are 0 and m is $-\infty$: then f is 0 and i is 1. `log_f` is finite and `log_i` between -60 and 1,000: no exponential of a gate may overflow. $e^{-m'}$ stands where 1 would without the stabiliser. No output gate is asked for; the arguments stay as they are.
#
# By hand, with B = H = C = 1, $S = 1$, $n = 1$, $m = 0$, $q = 1$, $k = 2$, $v = 3$, $\mathrm{log\_f} = -1$, $\mathrm{log\_i} = 1$: $m' = 1$, $f = e^{-2} = 0.1353$, $i = 1$; $S' = 0.1353 + 6 = 6.1353$, $n' = 2.1353$, and $y = 6.1353 / \max(2.1353, 0.3679) = 2.8732$.


# %% exercise="mlstm_step" minutes=20
def mlstm_step(S, n, m, q, k, v, log_f, log_i):
    ### BEGIN SOLUTION
    # Why: The larger exponent is subtracted from both, so one gate is 1 and neither is above it.
    # All that S and n hold then carries the factor exp(-m'), which cancels in the quotient; in the
    # bound it has to be put in by hand.
    m_next = np.maximum(log_f + m, log_i)
    f = np.exp(log_f + m - m_next)[:, None]
    i = np.exp(log_i - m_next)[:, None]
    k = i * k / np.sqrt(q.shape[1])
    S_next = f[..., None] * S + k[:, :, None] * v[:, None]
    n_next = f * n + k
    y = (q[:, :, None] * S_next).sum(axis=1)
    size = np.maximum(abs((q * n_next).sum(axis=1)), np.exp(-m_next))
    return y / size[:, None], S_next, n_next, m_next
    ### END SOLUTION


# %% check="mlstm_step" points=4
check_mlstm_step(mlstm_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_mlstm_step

check_mlstm_step(mlstm_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First m', then both gates from it. f and i have one number a row: how many axes does f need beside S, how many beside n? The outer product of k (H numbers) and v (C) is `k[:, :, None] * v[:, None]`. The absolute value is taken of a sum, not of its terms.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Yours, through the same steps. Then all steps at once, a masked $T \times T$ product like attention's: equal?

# %% experiment=2
store = yours(mlstm_step, check_mlstm_step, m13_state_spaces.mlstm_step)
for sd in (3, 30, 100):
    print(f"standard deviation {sd:3d}: all finite, {live.exponential_gates(store, sd)[1]}")
Ts = (64, 512, 2048)
singles, doubles = (live.memory_forms(store, Ts, dtype=t) for t in (np.float32, np.float64))
scans.print_forms(singles, doubles)

# %% [markdown]
# In double precision, yes; in single they drift apart with T. Both only *add*. The **delta rule** (Schlag, Irie & Schmidhuber 2021; Yang and others 2024) first subtracts what is stored under the key; $a_t$ becomes a matrix.

# %% [markdown]
# ### Exercise 13.7 recurrence_by_hand
#
# **25 minutes, 5 points.** On paper, to four decimals. `recurrence_by_hand()` returns ten numbers in a dict.
#
# - `joined_a`, `joined_b`: the one pair (a, b) that does the work of two steps $h \leftarrow a h + b$: first (0.5, 1), then $(-2, 5)$.
# - `a`, `b`: the step of $dh/dt = \lambda h + u$ with $\lambda = -1.5$, when u is held for $\Delta = 0.5$: $h(t + \Delta) = a \, h(t) + b \, u$. Here $a = e^{\lambda \Delta}$, and b is the integral of $e^{\lambda s}$ over s from 0 to $\Delta$.
# - `k_2`: the kernel's entry $k_2 = C a^2 b$ of that system, for $C = 4$: the output two steps after an input of 1.
# - `m_next`, `i`: the stabiliser after the step, and the stabilised input gate, for $\mathrm{log\_f} = -0.5$, $\mathrm{log\_i} = 1$ and $m = 4$ before it: $m' = \max(\mathrm{log\_f} + m, \; \mathrm{log\_i})$, $i = e^{\mathrm{log\_i} - m'}$.
# - `work`: how many pairs Hillis and Steele's scan joins for T = 16, divided by how many Blelloch's does. The first joins $T - d$ pairs in each round of reach $d = 1, 2, 4, \dots$ below T; the second joins $T - 1$ on the way up its tree and $T - 1$ on the way down.
# - `step`, `inputs`: the arithmetic intensity, in flops a byte, of a product $(N, D) \times (D, H)$ in single precision, 4 bytes a number, if its two factors and its result move through memory once each. It has $2 N D H$ flops. `step` is that of one recurrent step, $(32, 128) \times (128, 512)$, and `inputs` that of 64 steps of inputs at once, $(2048, 64) \times (64, 512)$.
#
# By hand, numbers that are not asked for: the first step of the pair leads h = 6 to 4, and (100, 100) times (100, 100) has 16.6667 flops a byte.


# %% exercise="recurrence_by_hand" minutes=25
def recurrence_by_hand():
    ### BEGIN SOLUTION
    # Why: -2 (0.5 h + 1) + 5 = -h + 3: the later a multiplies the earlier b. The integral of
    # exp(lambda s) is (exp(lambda dt) - 1) / lambda, positive, as both differences are negative. 15
    # + 14 + 12 + 8 = 49 joined pairs stand against 30. The product of 2,048 rows reads its W_x once
    # for all of them; the step reads W_h for 32 rows, so memory allows it less than half the speed.
    a = math.exp(-1.5 * 0.5)
    b = (a - 1) / -1.5
    m_next = max(-0.5 + 4, 1)
    numbers = {"joined_a": -2 * 0.5, "joined_b": -2 + 5.0}
    numbers |= {"a": a, "b": b, "k_2": 4 * a**2 * b}
    numbers |= {"m_next": m_next, "i": math.exp(1 - m_next), "work": 49 / 30}
    for name, (N, D, H) in {"step": (32, 128, 512), "inputs": (2048, 64, 512)}.items():
        numbers[name] = 2 * N * D * H / (4 * (N * D + D * H + N * H))
    return numbers
    ### END SOLUTION


# %% check="recurrence_by_hand" points=5
check_recurrence_by_hand(recurrence_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_recurrence_by_hand

check_recurrence_by_hand(recurrence_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the second step around the first, $-2 \cdot (0.5 h + 1) + 5$, and multiply out. For b: which function has the derivative $e^{\lambda s}$? For the intensities count three arrays, and 4 bytes a number.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>The general formulas (open them when the check has passed)</summary>
#
# **Join**: $(a_r a_l, \; a_r b_l + b_r)$. **Hold**: $b = (e^{\lambda \Delta} - 1) / \lambda$, and $\Delta$ at $\lambda = 0$. **Kernel**: $k_j = \mathrm{Re} \, C \lambda^j B$. **Gates**: $f = e^{\mathrm{log\_f} + m - m'}$, $i = e^{\mathrm{log\_i} - m'}$. **Work**: for $T$ a power of two, Hillis and Steele join $\sum_d (T - d) = T \log_2 T - (T - 1)$ pairs at a depth of $\log_2 T$, Blelloch $2 (T - 1)$ at a depth of $2 \log_2 T$. **Intensity**: $2 N D H / (4 (N D + D H + N H))$.
#
# </details>
#
# ## 6 What is lost
#
# A tanh RNN of two units kept **parity** for 10,000 bits in module 01. Can a linear one?

# %% [markdown]
# ### Exercise 13.8 linear_parity
#
# **15 minutes, 3 points.** `linear_parity()` returns a linear recurrence that computes the parity of the bits so far: 1 if the number of ones read is odd, otherwise 0. It has one real state,
#
# $$ h_t = a_{x_t} h_{t-1} + b_{x_t}, \qquad h_0 = 0, $$
#
# where the bit $x_t$ chooses both numbers: `a (2,)` and `b (2,)` hold at index 0 those for a bit 0, and at index 1 those for a bit 1. Return `a` and `b`, two arrays `(2,)`, in this order, such that $h_t$ is exactly the parity after every bit: 0 or 1, nothing else, and without any function of h afterwards. There is one answer.
#
# By hand: the bits 1, 1, 0, 1 must lead to h = 1, 0, 0, 1.


# %% exercise="linear_parity" minutes=15
def linear_parity():
    ### BEGIN SOLUTION
    # Why: A 0 must lead 0 to 0 and 1 to 1, so b = 0 and a + b = 1. A 1 must lead 0 to 1 and 1 to 0,
    # so b = 1 and a + b = 0. The eigenvalue -1 turns the state over; gates between 0 and 1, as
    # minGRU's, do not reach it, and an eigenvalue that does not depend on the bit cannot do both.
    return np.array([1.0, -1.0]), np.array([0.0, 1.0])
    ### END SOLUTION


# %% check="linear_parity" points=3
check_linear_parity(linear_parity)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_linear_parity

check_linear_parity(linear_parity, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Each bit gives two equations for its a and b: one for h = 0 before it, one for h = 1. h = 0 gives b at once.
#
# </details>
#
# [Worked solution]()

# %% experiment=1
show_map_at("parity")
a, b = yours(linear_parity, check_linear_parity, m13_state_spaces.linear_parity)()
bits = np.random.default_rng(0).integers(0, 2, 1000)
h, wrong = 0.0, 0
for t, x in enumerate(bits):
    h = a[x] * h + b[x]
    wrong += h != bits[: t + 1].sum() % 2
print(f"1,000 bits: {wrong} steps wrong")

# %% [markdown]
# So one linear state is enough, if its eigenvalue may be *negative* and *depends on the bit* (Merrill, Petty & Sabharwal 2024; Grazzi and others 2025). Fixed eigenvalues with a linear readout make a linear function of the bits, which parity is not; minGRU and Mamba keep theirs in (0, 1). Can it be learned? 16 states, linear readout, at most 20 bits in training. The eigenvalue is squashed by a sigmoid into (0, 1), by tanh into (-1, 1), or clamped to [-1, 1].
#
# **Predict first.** All but the sigmoid reach a loss near 0. What share of sequences of 1,000 bits does the *tanh* get right?

# %% predict="parity"
prediction = None

# %% experiment=10 volatile
from helpers.experiments.m13_fast.parts import counting

lengths = {kind: counting.by_length(kind) for kind in ("sigmoid", "tanh", "clamp")}
parity = stored("parity_eigenvalues")
score_prediction(prediction, learned.right_at(parity, "tanh", 2).mean(), within=0.05)
learned.show_lengths(lengths)
learned.print_parity(parity)

# %% [markdown]
# The sigmoid guesses. The tanh gets 20 bits right in all ten seeds, and guesses at 1,000: its lowest eigenvalue stops near $-0.98$, because tanh is flat where it comes close to $-1$, and $0.98^{1000}$ is about $10^{-9}$. The clamp reaches $-1$ exactly, and is above 0.99 at 1,000 bits in all ten seeds; so is the LSTM. The tanh RNN, which *can* (module 01), learned even 20 bits in one seed of ten.
#
# ## 7 Equal seconds
#
# First **digits**, pixel by pixel, 64 steps or, enlarged, 256; about 10,500 weights each, 8 and 10 seconds. The readout sees the last state of LSTM and GRU, the mean over the steps of the stacks of blocks.

# %% experiment=6 volatile
show_map_at("seconds")
rows = counting.learn_digits("LRU", updates=150)
print(f"LRU now, {rows[-1][0]} updates: {rows[-1][2]:.2f} of 300 digits held out are right")
digits = stored("digits_by_pixel")
panels = {"64 steps": ("64",), "256 steps": ("256",)}
said = "The LRU is ahead at both lengths; all are lower at 256 steps."
learned.show_by_seconds(digits, panels, "digits right (share)", said, chance=0.1)

# %% [markdown]
# In all three seeds the LRU is ahead at both lengths, with fewer updates than the LSTM; the minGRU is behind both. All are lower at 256 steps, in so few updates. (A GRU takes longer in PyTorch than an LSTM: module 05.)
#
# **Copy memory** (module 11): ten symbols held over 50 blanks, 10 seconds each, about 20,000 weights.

# %% experiment=0
memory = stored("copy_equal_seconds")
panels, said = {"ten symbols, 50 blanks": ()}, "The LRU has it after a second, the LSTM never."
learned.show_by_seconds(memory, panels, "symbols right (share)", said, chance=0.125)

# %% [markdown]
# The LRU, its eigenvalues near the circle, has it after a second: sooner than module 11's single LRU, trained at another rate. The LSTM stays at guessing.
#
# **Text.** Characters of the help topics, about 119,000 weights, 30 seconds, two seeds, each with a split of its own. minGRU and LRU stand in two blocks; as a control, an LSTM in one.
#
# **Predict first.** By how many nats a character is the minGRU better than PyTorch's LSTM? (Worse: a negative number.)

# %% predict="text"
prediction = None

# %% experiment=0
text = stored("characters_equal_seconds")
gain = learned.last(text, "LSTM") - learned.last(text, "minGRU")
score_prediction(prediction, gain.mean(), unit="nats", within=0.03)
learned.show_text(text, [writing.five_grams(seed) for seed in text.seeds])

# %% [markdown]
# In as many seconds, and fewer updates, the minGRU is ahead of the LSTM in both seeds. The block alone does not explain it: an LSTM inside one is ahead in one seed only, as is the LRU. Counts (module 02's interpolated 5-grams) lose to all four in one split, to none in the other.
#
# ### Optional: more of the parts

# %% [markdown]
# <details><summary>The roofline of a machine: 5 minutes</summary>
#
# ### Exercise 13.9 roofline
#
# **5 minutes, 0 points.** `roofline(flops, bytes, peak, bandwidth)` returns the speed, in flops a second, that a piece of work can reach. It has `flops` operations and moves `bytes` bytes; the processor does at most `peak` flops a second, and the memory moves at most `bandwidth` bytes a second. All four are numbers above 0, whole or not; return one number. Arithmetic and moving run at the same time, and the slower one decides: the speed is never above the peak, nor above what the memory feeds, which is flops a byte times bytes a second.
#
# By hand: 600 flops on 100 bytes, with a peak of 1,000 and a bandwidth of 50, are fed at $6 \cdot 50 = 300$ flops a second. With a bandwidth of 400 they could be fed at 2,400, and the peak, 1,000, decides.
#
# </details>


# %% exercise="roofline" minutes=5 optional
def roofline(flops, bytes, peak, bandwidth):
    ### BEGIN SOLUTION
    # Why: The work takes the longer of flops / peak and bytes / bandwidth seconds; flops divided by
    # that is the smaller of the two speeds. They are equal at peak / bandwidth flops a byte.
    return min(peak, flops / bytes * bandwidth)
    ### END SOLUTION


# %% check="roofline" points=0
check_roofline(roofline)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_roofline

check_roofline(roofline, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# How many seconds would the arithmetic take alone, and how many the moving? The work takes the longer of the two.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>One product for [x, h]: 10 minutes</summary>
#
# ### Exercise 13.10 fused_lstm_step
#
# **10 minutes, 0 points.** `fused_lstm_step(p, x, h, c)` advances an LSTM by one step with a single matrix product. `x (B, D)`, `h` and `c (B, H)`; `p.W (D + H, 4H)` has the D rows that x multiplies first and the H rows for h below them, `p.b (4H,)` is the bias, and the gates stand in four blocks of H columns, i, f, g, o:
#
# $$ a = [x, h] \, W + b, \qquad c' = \sigma(a^f) \, c + \sigma(a^i) \tanh(a^g), \qquad h' = \sigma(a^o) \tanh(c'). $$
#
# Return `h_next` and `c_next`, (B, H) each, in this order. `sigmoid(x)` is given; the arguments stay as they are. The check compares numbers only: two products pass as well.
#
# By hand, with B = D = H = 1, W = 0, the biases 0, 0, 1, 0 and $c = 2$: $c' = 0.5 \cdot 2 + 0.5 \tanh 1 = 1.3808$ and $h' = 0.5 \tanh 1.3808 = 0.4406$.
#
# </details>


# %% exercise="fused_lstm_step" minutes=10 optional
def fused_lstm_step(p, x, h, c):
    ### BEGIN SOLUTION
    # Why: x W_x + h W_h is one product of [x, h] side by side with the two matrices one below the
    # other. The price is that [x, h] is copied together at every step, and that x cannot be
    # hoisted.
    i, f, g, o = np.split(np.hstack([x, h]) @ p.W + p.b, 4, axis=1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next
    ### END SOLUTION


# %% check="fused_lstm_step" points=0
check_fused_lstm_step(fused_lstm_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_fused_lstm_step

check_fused_lstm_step(fused_lstm_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.hstack` puts x and h of each row side by side, in the order of the rows of W. `np.split(a, 4, axis=1)` cuts four blocks.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Layers on a diagonal, the wavefront: 10 minutes</summary>
#
# ### Exercise 13.11 wavefront
#
# **10 minutes, 0 points.** `wavefront(L, T)` lists which cells of L layers over T steps can be computed at the same time. The cell `(layer, t)` waits for `(layer - 1, t)`, its input, and `(layer, t - 1)`, its own state before; both are counted from 0. Every cell is computed as soon as it can be. Return a list of the diagonals in the order of computing; each is a list of pairs `(layer, t)`, the layer in front, and the pair with the lowest layer first. L and T are whole numbers of at least 1, L may be above T.
#
# By hand, `wavefront(2, 3)` is `[[(0, 0)], [(0, 1), (1, 0)], [(0, 2), (1, 1)], [(1, 2)]]`.
#
# </details>


# %% exercise="wavefront" minutes=10 optional
def wavefront(L, T):
    ### BEGIN SOLUTION
    # Why: A cell waits for the two whose layer + t is one less, so all cells with the same sum d
    # are ready together, after d rounds. The sums run from 0 to (L - 1) + (T - 1): L + T - 1 of
    # them.
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T - 1)
    ]
    ### END SOLUTION


# %% check="wavefront" points=0
check_wavefront(wavefront)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_wavefront

check_wavefront(wavefront, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# What do all cells of one diagonal of the example have in common? What is the largest such number, and which t belong to a layer on diagonal d?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Fewer joins: Blelloch's tree: 20 minutes</summary>
#
# ### Exercise 13.12 blelloch
#
# **20 minutes, 0 points.** `blelloch(a, b)` takes all steps of $h_t = a_t h_{t-1} + b_t$ up a tree and down again. `a` and `b (T, B, H)`, both real or both complex, hold the steps along axis 0. Return `products` and `states`, both (T, B, H), of all steps **before** each step, the step itself left out:
#
# $$ h_{t-1} = \mathrm{products}_t \, h_{\mathrm{start}} + \mathrm{states}_t, $$
#
# with $h_{\mathrm{start}} = h_{-1}$ the state before step 0; so the first entry of products is 1, that of states 0. T is any number of at least 1, a power of two or not. `a` and `b` stay as they are. A loop over t gives the same numbers; the exercise is to do without one.
#
# Up: neighbours 0 and 1, 2 and 3, and so on are joined, the earlier pair on the left, until one pair is left. Where the number of pairs is odd, the last one gets the partner (1, 0), which changes nothing. Down: the top gets (1, 0), as nothing came before it. A node hands what came before it to its left child as it is, and to its right child joined with the left child's own pair, what came before on the left of the join. In the end, what was filled up is cut off again.
#
# By hand, T = 4, with $a = (2, 3, 0.5, 2)$ and $b = (1, 1, 4, 1)$: up, the pairs are (6, 4) and (1, 9); down, (1, 0) came before the first of them and (6, 4) before the second; so products (1, 2, 6, 3) and states (0, 1, 4, 6). The scan that includes each step has products (2, 6, 3, 6) and states (1, 4, 6, 13).
#
# </details>


# %% exercise="blelloch" minutes=20 optional
def blelloch(a, b):
    ### BEGIN SOLUTION
    # Why: What came before the joined pairs is the same question with half the steps, so the
    # function asks itself: its call goes up the tree, and its return comes down. Up takes T - 1
    # joins, down as many: fewer than Hillis and Steele's T log2 T. What came before a right child
    # is what came before its parent, and then the left child: in this order.
    T = len(a)
    if T == 1:
        return np.ones_like(a), np.zeros_like(b)
    if T % 2 == 1:
        a, b = np.vstack([a, np.ones_like(a[:1])]), np.vstack([b, np.zeros_like(b[:1])])
    a_l, b_l, a_r, b_r = a[0::2], b[0::2], a[1::2], b[1::2]
    products, states = blelloch(a_r * a_l, a_r * b_l + b_r)
    products = np.stack([products, a_l * products], axis=1)
    states = np.stack([states, a_l * states + b_l], axis=1)
    return products.reshape(a.shape)[:T], states.reshape(b.shape)[:T]
    ### END SOLUTION


# %% check="blelloch" points=0
check_blelloch(blelloch)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_blelloch

check_blelloch(blelloch, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `x[0::2]` are the left partners, `x[1::2]` the right ones. What came before each joined pair is the same exercise with half as many steps: which function answers it? Stack left and right children along a new axis 1 and reshape: they come out alternating. Which pair stands on the left of the join that a right child gets?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A scan in logarithms: 10 minutes</summary>
#
# ### Exercise 13.13 log_space_scan
#
# **10 minutes, 0 points.** `log_space_scan(log_a, log_b)` takes all steps of $h_t = a_t h_{t-1} + b_t$ from logarithms, starting from 0. `log_a` and `log_b (T, B, H)` are $\ln a_t$ and $\ln b_t$, `log_a` finite, `log_b` finite or $-\infty$ where $b_t = 0$. With $A_t = \mathrm{log\_a}_0 + \dots + \mathrm{log\_a}_t$, the sum up to and including t,
#
# $$ h_t = \sum_{s \le t} e^{A_t - A_s + \mathrm{log\_b}_s} = \exp\Big( A_t + \ln \sum_{s \le t} e^{\mathrm{log\_b}_s - A_s} \Big). $$
#
# Return `hs (T, B, H)`, the states themselves, not their logarithms; they are float64 numbers that neither overflow nor turn to NaN. $\mathrm{log\_b}_s - A_s$ may be 1,000 and more, and so may $A_t$ where a is above 1; their exponentials overflow. So take the logarithm of the running sum with `np.logaddexp.accumulate(x, axis=0)`, which also adds two $-\infty$ without NaN. A state whose inputs so far are all 0 is 0, however large $A_t$ is. The arguments stay as they are.
#
# By hand, with B = H = 1, $a = (0.5, 0.5)$ and $b = (1, 4)$: $A = (\ln 0.5, \ln 0.25)$, the running sums of $b_s e^{-A_s}$ are 2 and $2 + 16 = 18$, and $h = (0.5 \cdot 2, \; 0.25 \cdot 18) = (1, 4.5)$.
#
# </details>


# %% exercise="log_space_scan" minutes=10 optional
def log_space_scan(log_a, log_b):
    ### BEGIN SOLUTION
    # Why: h_t divided by exp(A_t) is a plain running sum, and in logarithms it cannot overflow. The
    # price: A_t grows with t, the difference of two large numbers is rounded as coarsely as they
    # are.
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))
    ### END SOLUTION


# %% check="log_space_scan" points=0
check_log_space_scan(log_space_scan)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_log_space_scan

check_log_space_scan(log_space_scan, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A by `np.cumsum` along time. What is added up is $e^{\mathrm{log\_b}_s - A_s}$; which number turns the running sum at t back into $h_t$?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>From continuous to discrete: zero-order hold: 10 minutes</summary>
#
# ### Exercise 13.14 zero_order_hold
#
# **10 minutes, 0 points.** `zero_order_hold(lam, dt)` turns $dh/dt = \lambda h + u$ into steps of length dt over which u is held: $h(t + dt) = a \, h(t) + b \, u$, exactly, with
#
# $$ a = e^{\lambda \, dt}, \qquad b = \int_0^{dt} e^{\lambda s} \, ds. $$
#
# Work the integral out; where $\lambda = 0$ it is that of 1. `lam (H,)` is complex and continuous, its real parts are at most 0, and an entry may be 0 or purely imaginary; `dt` is a float above 0. Return `a` and `b`, two complex arrays (H,), in this order, without NaN. No $\lambda \, dt$ other than 0 is below 1e-6 in size, so $a - 1$ keeps enough digits. `np.where` chooses after both sides were worked out: a division by 0 on the side not chosen fails nothing, but NumPy warns of it.
#
# By hand, with $\lambda = (-4, 0)$ and dt = 0.5: $a = (0.1353, 1)$, $b = (0.2162, 0.5)$.
#
# </details>


# %% exercise="zero_order_hold" minutes=10 optional
def zero_order_hold(lam, dt):
    ### BEGIN SOLUTION
    # Why: e^(lambda s) / lambda has the derivative e^(lambda s), so b = (a - 1) / lambda. It is 0 /
    # 0 at lambda = 0, where the integral of 1 is dt. np.where chooses after both sides were worked
    # out, so the divisor is replaced by 1 there first.
    a, is_zero = np.exp(lam * dt), lam == 0
    return a, np.where(is_zero, dt, (a - 1) / np.where(is_zero, 1, lam))
    ### END SOLUTION


# %% check="zero_order_hold" points=0
check_zero_order_hold(zero_order_hold)
### BEGIN HIDDEN TESTS
from helpers.checks.m13_fast import check_zero_order_hold

check_zero_order_hold(zero_order_hold, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which function of s has the derivative $e^{\lambda s}$? Take it at both ends. Then `np.where(lam == 0, 1, lam)` is a divisor that is never 0: what belongs in the places where it was replaced?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 8 Your scan reads and writes
#
# Type your own beginning. One scan reads it. Then section 2's minGRU writes at temperature 0.5, each character a sequence of one step, by your scan's *products* and *states*.

# %% experiment=1 volatile
beginning = "The class statement "  # yours

show_map_at("yours")
us = np.random.default_rng(0).uniform(size=300)
writing.print_written(beginning, writing.write_on(scan, model, beginning, us))

# %% [markdown]
# After 300 updates: words, hardly a sentence. But however long the text, the next character costs the same: 96 numbers are all that is kept, where attention (module 10) keeps every step.
#
# ## 9 Claimed and measured
#
# Means over seeds, or over blocks of runs, with their range.

# %% experiment=1 volatile
from helpers.plots.modules.m13.claims import show_claims

show_claims(climb, copying, parity, digits, text, in_logs, (few, many), ms)

# %% [markdown]
# ## 10 Limits
#
# - **One processor, one or two threads.** On a graphics processor depth counts more, and so do scans.
# - **Small networks, seconds of training, one learning rate, two or three seeds** (parity: ten).
# - **Weights and seconds are equal, not updates**; readouts of digits differ.
# - **Our selective layer is no Mamba**: no convolution, no fused kernel.
# - **The clamp starts near 0.** Eigenvalues spread over its range were not tried.
#
# ## 11 Summary
#
# - A small step spends its time on calls, a large one on matrix products; the clock shows the first, the roofline the second.
# - Four gates in one product, backward by hand and a compiled loop pay at both sizes.
# - Steps linear in $h$ compose to two numbers; a scan trades work for depth, and pays for few states and many steps (here 64 and 16,384).
# - RNN = scan = convolution while $\lambda$ is fixed; a $\lambda$ by the input keeps the scan and loses the kernel.
# - Parity needs an eigenvalue that reaches $-1$, chosen by the bit.
#
# Module 14: a question of your own, planned, measured and reported.
#
# ### Essay: a recurrence for a device
#
# **4 points, graded by hand.** 150 to 300 words. A hearing aid reads 16,000 samples a second, must answer within 5 ms, and is trained on a server from hours of sound. One point each: (i) which recurrence you would take, and in which of the three forms you would run it in training and on the device; (ii) what limits its speed in either place: calls, memory, arithmetic or waiting, with a number of this module; (iii) what your choice cannot compute, and whether the task needs it; (iv) the measurement that would make you change your mind.

# %% [markdown] essay="a_recurrence_for_a_device" points=4 minutes=15
# **Rubric.**
#
# - 1 point: a named recurrence, and two forms for two places: a scan or a convolution over whole sequences in training, the step-by-step form on the device, since samples arrive one by one.
# - 1 point: at one row and few states calls or latency limit the device (the small size stands at a few percent of the peak); in training, large batches are limited by arithmetic, and there a loop over large steps may be as fast as a scan; supported by a number printed above.
# - 1 point: a true limit: fixed eigenvalues cannot select by content, eigenvalues in (0, 1) cannot count parity, a linear state cannot do what its blocks' nonlinearities do not; and an argument whether filtering sound needs it.
# - 1 point: a measurement on the device or over seeds, with a baseline (an LSTM at equal seconds) and a difference that would decide.
#
# **A good answer** sees that 5 ms are 80 samples: a convolution in short pieces would fit as well.

# %% [markdown]
# ## Sources, read critically
#
# - S. Williams, A. Waterman & D. Patterson (2009), *Roofline: an insightful visual performance model for multicore architectures*, Communications of the ACM. A bound, not a forecast; it has no line for the cost of a call.
# - J. Appleyard, T. Kočiský & P. Blunsom (2016), *Optimizing performance of recurrent neural networks on GPUs*, arXiv:1604.01946. Each rung with its gain, on one GPU; several are for the many processors of a GPU and have nothing to do on one core.
# - W. D. Hillis & G. Steele (1986), *Data parallel algorithms*, Communications of the ACM: a processor for each element. G. Blelloch (1990), *Prefix sums and their applications*, Carnegie Mellon report CMU-CS-90-190: the tree, and what else a scan computes.
# - E. Martin & C. Cundy (2018), *Parallelizing linear recurrent neural nets over sequence length*, ICLR. Speed-ups are largest at small batches and long sequences, as here.
# - J. Bradbury, S. Merity, C. Xiong & R. Socher (2017), *Quasi-recurrent neural networks*, ICLR; T. Lei and others (2018), *Simple recurrent units for highly parallelizable recurrence*, EMNLP. Both kept a loop, in a kernel of their own; the SRU as published lets each gate see its own unit's memory, as a peephole does.
# - L. Feng and others (2024), *Were RNNs all we needed?*, arXiv:2410.01201. minGRU and minLSTM, in blocks with more around them than ours.
# - F. Heinsen (2023), *Efficient parallelization of a ubiquitous sequential computation*, arXiv:2311.06281. The scan in logarithms; errors at long T are not its subject.
# - A. Gu, K. Goel & C. Ré (2022), *Efficiently modeling long sequences with structured state spaces*, ICLR: a full matrix of a special form, where ours is diagonal. A. Gu, A. Gupta, K. Goel & C. Ré (2022), *On the parameterization and initialization of diagonal state space models*, NeurIPS: the diagonal form used here.
# - A. Orvieto and others (2023), *Resurrecting recurrent neural networks for long sequences*, ICML. Takes S4 apart until an RNN is left, each step with its number.
# - A. Gu & T. Dao (2024), *Mamba: linear-time sequence modeling with selective state spaces*, COLM. Its speed rests on a kernel written for one kind of GPU.
# - M. Beck and others (2024), *xLSTM: extended long short-term memory*, NeurIPS. Its other half, the sLSTM, mixes its states through time, and so is no scan; it is left out here.
# - I. Schlag, K. Irie & J. Schmidhuber (2021), *Linear transformers are secretly fast weight programmers*, ICML: the delta rule, step by step. S. Yang and others (2024), *Parallelizing linear transformers with the delta rule over sequence length*, NeurIPS: the delta rule in parallel.
# - W. Merrill, J. Petty & A. Sabharwal (2024), *The illusion of state in state-space models*, ICML; R. Grazzi and others (2025), *Unlocking state-tracking in linear RNNs through negative eigenvalues*, ICLR. Theorems on what finite precision and depth can express; whether training finds it is a second question.
