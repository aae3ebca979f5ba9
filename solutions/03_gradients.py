# %% [markdown]
# # 03 Exploding and vanishing gradients
#
# **180 minutes.** (Essay included. Plan an hour more for derivations in pencil, which they deserve, 50 minutes for the optional exercises.) You will build the tools with which gradients through time are measured, predicted and clipped; at the end your clipping keeps eight descents from falling off a cliff. After this module you can
#
# - say what a gradient is multiplied by on its way back through time, and measure it on any network;
# - predict from the weights and the states at which rate it fades or grows;
# - explain why a state that holds a bit safely cannot be taught by gradients to do so;
# - clip a gradient without turning it, and say what clipping does not mend;
# - choose initial weights and shortcuts that let a gradient reach further, and know what each costs.
#
# You need module 01: its cell, its backward pass, and the sum over copies. From linear algebra you need eigenvalues, singular values and orthogonal matrices.

# %% setup
import numpy as np

from helpers.checks.m03_gradients import (
    check_adding_problem,
    check_clip_by_norm,
    check_clip_by_value,
    check_copy_memory_baseline,
    check_delay_forward,
    check_fixed_points,
    check_gradient_by_lag,
    check_init_matrix,
    check_jacobian_product_norms,
    check_orthogonal,
    check_predicted_slope,
    check_scalar_factors,
    check_scale_to_radius,
)
from helpers.scratch import bptt, cells, gradient_flow, init, optim

# %% [markdown]
# A network with a single tanh unit and two weights, $h_t = \tanh(w h_{t-1} + b)$, is run for 25 steps and asked to end at 0.7. Its loss over $w$ and $b$ has a low plain and a high one, with a wall between them. Two descents start at the same point of the low plain with the same learning rate. After some equal updates (the first line printed says how many) one of them takes a gradient on the wall itself, and is never seen again.

# %% volatile
from helpers.plots.modules import m03_gradients as figures

ws, bs = gradient_flow.cliff_grid(np.linspace(1.0, 2.6, 60), width=0.5)
losses = gradient_flow.unit_loss(ws, bs)[0]
start, rate, updates = (2.2, -0.1), 0.3, 200
plain, norms = gradient_flow.descend(start, rate, updates)
clipped, _ = gradient_flow.descend(start, rate, updates, threshold=0.3)
paths = {"plain descent": plain, "clipped descent": clipped}
figures.show_cliff(ws, bs, losses, paths, norms)
figures.show_map_at()

# %% [markdown]
# What keeps the other descent in the picture is `clip_by_norm`, which you will write in section 6. (The unit itself is given.) The cliff is the rarer half of this module's subject. The other half gives no sign: gradients fade to nothing, and the network just stops learning.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** A sequence has 50 steps. How many terms does the sum for $dW_h$ have (module 01)?

# %% predict="recall_copies"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 50, "There is a copy of the weight at each step, and copies add.")

# %% [markdown]
# **Two.** What is the derivative of tanh at a place where its value is 0.8 (module 01)?

# %% predict="recall_tanh"
prediction = None

# %%
score_recall(prediction, 0.36, "The derivative is 1 minus the squared value, and 0.64 is taken.")

# %% [markdown]
# **Three.** Four characters never stood together in the training text. After them an interpolated 5-gram (module 02) predicts (a) every character alike, (b) what the last three of them alone would predict, (c) nothing: every probability is 0.

# %% predict="recall_interpolation"
prediction = None

# %%
score_recall(prediction, "b", "Where a context was never seen, the next shorter one decides.")

# %% [markdown]
# ## 1 A task that needs a memory
#
# Hochreiter and Schmidhuber (1997) built a task to measure memory and nothing else. A sequence holds $T$ random numbers between 0 and 1. Two of them carry a mark. At the end the network should answer with their sum.
#
# What does a network score that has understood nothing? Each number has mean $\tfrac12$ and variance $\tfrac1{12}$, so the sum has mean 1 and variance $\tfrac16$. The best answer that looks at no input is always 1, and its mean squared error is that variance: the *baseline* is $\tfrac16 = 0.1667$. (Le, Jaitly and Hinton (2015) print 0.1767, which others have copied; $\tfrac16$ is 0.1667.) The *floor* is 0.
#
# ### Exercise 3.1 adding_problem
#
# **10 minutes, 2 points.** `adding_problem(T, u, positions)` takes numbers `u (T, B)` and `positions (2, B)`, the two marked steps of each row, counted from 0. It returns `xs (T, B, 2)`, where `xs[t, r, 0]` is the number and `xs[t, r, 1]` its mark, 1 or 0, and `targets (B,)`.
#
# By hand: one row of the numbers 0.1, 0.3, 0.5 with the positions 0 and 2 has marks 1, 0, 1 and target 0.6.


# %% exercise="adding_problem" minutes=10
def adding_problem(T, u, positions):
    ### BEGIN SOLUTION
    # Why: Two index arrays of shapes `(2, B)` and `(B,)` are broadcast together, so each
    # row gets its own two steps: the same pair of indices sets the marks and picks the numbers.
    rows = np.arange(u.shape[1])
    marks = np.zeros((T, u.shape[1]))
    marks[positions, rows] = 1.0
    return np.stack([u, marks], axis=-1), u[positions, rows].sum(axis=0)
    ### END SOLUTION


# %% check="adding_problem" points=2
check_adding_problem(adding_problem)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_adding_problem

check_adding_problem(adding_problem, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `u[positions]` picks whole rows of `u`. You want one entry for each row $r$ of the batch: which second index array goes with `positions`, so that entry $r$ of it is $r$? Both are broadcast: $(2, B)$ with $(B,)$. A loop over the rows is as good.
#
# </details>
#
# [Worked solution]()
#
# Now a tanh network of 32 units learns from fresh sequences, once with $T = 10$ and once with $T = 50$. One mark lies in each half. Weights, number of updates and optimiser are the same: Adam, which scales each weight's step by the recent size of its gradients, with rate 0.003.
#
# **Predict first.** What is the test error at $T = 50$ after 600 updates, the median of three seeds? The baseline is 0.167.

# %% predict="stuck"
prediction = None

# %% experiment=9 volatile
from helpers.datasets import tasks
from helpers.experiments.adding import train_adding

figures.show_map_at("task")
make = yours(adding_problem, check_adding_problem, tasks.adding_problem)
curves = {"T = 10": [], "T = 50": []}
for T, seed in ((10, 0), (50, 0), (50, 1), (50, 2)):
    run = train_adding("tanh", T, H=32, rate=0.003, steps=600, seed=seed, make=make, bar=True)
    curves[f"T = {T}"].append((run.steps, run.errors))
ends = [errors[-1] for _, errors in curves["T = 50"]]
print("T = 50 ends at", *[f"{end:.3f}" for end in ends])
score_prediction(prediction, float(np.median(ends)), unit="(mean square)", within=0.02)
figures.show_stuck(curves, tasks.ADDING_BASELINE)

# %% [markdown]
# Nothing crashed, nothing grew, no warning came. The longer task is the same task, and while the short one is nearly solved, two of the three long runs score no better than the constant answer. Without the baseline one would take that for a learned model. (One seed has begun to leave it.)
#
# ## 2 One factor for each step
#
# Hochreiter found the reason in his diploma thesis (1991, in German; the world took notice when Bengio, Simard and Frasconi wrote it up in 1994). Take one unit without bias, $h_t = \tanh(w h_{t-1} + x_t)$. How much does $h_3$ move when $h_0$ moves a little? The chain rule multiplies one factor for each step:
#
# $$ \frac{\partial h_3}{\partial h_0} = \frac{\partial h_3}{\partial h_2} \cdot \frac{\partial h_2}{\partial h_1} \cdot \frac{\partial h_1}{\partial h_0}, \qquad \frac{\partial h_t}{\partial h_{t-1}} = w\,(1 - h_t^2). $$
#
# The second factor, $1 - h_t^2$, is the derivative of tanh. It is 1 at rest and nearly 0 where the unit is *saturated*, near $-1$ or 1.
#
# ### Exercise 3.2 scalar_factors
#
# **20 minutes, 3 points.** On paper. Start from $h_0 = 0.5$ in three cases: *small*, $w = 0.5$ and no input; *large*, $w = 1.5$ and no input; *pushed*, $w = 1.5$ with $x_2 = 2$ and the other inputs 0. For each work out the three factors and their product. `scalar_factors()` returns twelve numbers to four decimals, in a dict with the keys `small_1`, `small_2`, `small_3`, `small_product`, `large_1`, and so on to `pushed_product`.
#
# By hand, the first of them: $h_1 = \tanh(0.5 \cdot 0.5) = 0.2449$, so `small_1` is $0.5\,(1 - 0.2449^2) = 0.4700$.


# %% exercise="scalar_factors" minutes=20
def scalar_factors():
    ### BEGIN SOLUTION
    # Why: Each factor is w times 1 - h^2 with the state that the step ends in. In `large` the
    # weight is above 1 and tanh's slope makes up for it; in `pushed` one saturated step, 0.0163, decides
    # the product.
    small = {"small_1": 0.4700, "small_2": 0.4926, "small_3": 0.4981, "small_product": 0.1153}
    large = {"large_1": 0.8949, "large_2": 0.6763, "large_3": 0.5289, "large_product": 0.3201}
    pushed = {"pushed_1": 0.8949, "pushed_2": 0.0163, "pushed_3": 0.2751, "pushed_product": 0.0040}
    return {**small, **large, **pushed}
    ### END SOLUTION


# %% check="scalar_factors" points=3
check_scalar_factors(scalar_factors)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_scalar_factors

check_scalar_factors(scalar_factors, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two columns: the state, then the factor of the step that made it. Keep five digits of each state. In the third case only step 2 has something new inside its tanh, and step 3 starts from what came out.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# Over $k$ steps back from the last one, $T$: $\;\partial h_T / \partial h_{T-k} = w^k \prod_{t=T-k+1}^{T} (1 - h_t^2)$. With $|w| < 1$ it is at most $|w|^k$, whatever the states. With $|w| > 1$ the two parts pull in opposite directions: $w^k$ grows, and the large states that a large $w$ makes keep $1 - h_t^2$ small.
#
# </details>
#
# Two things in your numbers are worth a second look. In *large* the weight is above 1, and still every factor is below 1. In *pushed* one strong input in the middle takes away nearly all that was left: a single saturated step is enough.
#
# ## 3 The Jacobian product
#
# With $H$ units a factor becomes a matrix. Let a row $\delta h_{t-1}$ $(H,)$ be a small change of the state. It moves the pre-activation $a_t$ by $\delta h_{t-1} W_h$, and tanh multiplies entry $j$ by $1 - h_{t,j}^2$. So
#
# $$ \delta h_t = \delta h_{t-1} J_t, \qquad J_t = W_h \,\mathrm{diag}(1 - h_t^2) \quad (H, H), $$
#
# the *Jacobian* of step $t$: each column $j$ of $W_h$ times $1 - h_{t,j}^2$. Over $k$ steps, $\delta h_T = \delta h_{T-k}\, J_{T-k+1} \cdots J_T$. The gradient takes the same road backwards, $dh_{t-1} = dh_t J_t^\top$, which is module 01's $dh = da\, W_h^\top$ once more.
#
# **A bound.** The *spectral norm* $\lVert J \rVert$ is the largest singular value: the most by which $J$ can lengthen a vector. A product lengthens at most by the product of the norms, and $1 - h^2 \le 1$. With $\sigma = \lVert W_h \rVert$,
#
# $$ \lVert dh_{T-k} \rVert \;\le\; \lVert J_{T-k+1} \cdots J_T \rVert\, \lVert dh_T \rVert \;\le\; \sigma^k\, \lVert dh_T \rVert. $$
#
# So $\sigma < 1$ is *sufficient* for gradients to vanish, and $\sigma > 1$ is *necessary* for them to explode. Neither holds the other way round.
#
# **Singular values bound, eigenvalues decide.** Take a linear network, $J_t = W_h$ at every step, and let $W_h$ be diagonalisable (nearly every matrix is): $W_h = V \Lambda V^{-1}$ with the eigenvalues in the diagonal matrix $\Lambda$, the largest of absolute value $\rho$, the *spectral radius*. Then $W_h^k = V \Lambda^k V^{-1}$: the inner $V^{-1} V$ cancel. Hence $\rho^k \le \lVert W_h^k \rVert \le \lVert V \rVert \lVert V^{-1} \rVert\, \rho^k$. The left inequality holds because an eigenvector grows by just that much. The constant on the right does not grow with $k$. So $\tfrac1k \ln \lVert W_h^k \rVert \to \ln \rho$: in the long run the radius sets the rate, and singular values matter for the first few steps.
#
# If $W_h$ has independent normal entries with standard deviation $g / \sqrt{H}$, then for large $H$ its radius is near the *gain* $g$ (the circular law), and its largest singular value near $2g$. At $g = 1$ and 30 steps the bound says about $2^{30}$, a billion.
#
# ### Exercise 3.3 jacobian_product_norms
#
# **20 minutes, 3 points.** `jacobian_product_norms(p, hs)` takes `p`, an `RNNParams(W_x, W_h, b)`, and `hs (T, H)`, the states $h_1, \dots, h_T$ of one sequence. It returns `norms (T + 1,)`: `norms[k]` is the spectral norm of $J_{T-k+1} \cdots J_T$, so it starts at the last step and works back. `norms[0]` is 1 (the empty product, the identity) and `norms[T]` reaches back to $h_0$.
#
# By hand, with $H = 1$, $W_h = 1.5$ and the states 0.6351, 0.7412, 0.8047 of *large*: 1, 0.5289, then $0.5289 \cdot 0.6763 = 0.3577$, then 0.3201.


# %% exercise="jacobian_product_norms" minutes=20
def jacobian_product_norms(p, hs):
    ### BEGIN SOLUTION
    # Why: The product is begun at the last step and each earlier Jacobian is put on its left,
    # since a row vector meets the earlier one first. Multiplying `W_h` by a row of H numbers scales its
    # columns, which is what `np.diag(1 - h**2)` on the right does.
    product = np.eye(hs.shape[1])
    norms = [1.0]
    for h in hs[::-1]:
        product = p.W_h * (1 - h**2) @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)
    ### END SOLUTION


# %% check="jacobian_product_norms" points=3
check_jacobian_product_norms(jacobian_product_norms)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_jacobian_product_norms

check_jacobian_product_norms(jacobian_product_norms, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Keep one matrix, at first the identity, and go through `hs` from its end. Each new Jacobian belongs to an *earlier* step: on which side of the product does it stand? To scale the columns of a matrix, multiply by a row of $H$ numbers. `np.linalg.norm` takes the kind of norm as its second argument.
#
# </details>
#
# [Worked solution]()
#
# The bound $\sigma^{30}$ beside the norm itself, for three draws of 200 linear units. The last column is the root mean square over all directions of the gradient: what a typical one meets.

# %%
norms_of = yours(
    jacobian_product_norms, check_jacobian_product_norms, gradient_flow.jacobian_product_norms
)
print("sigma^30   norm of W_h^30   typical direction   spectral radius")
for seed in range(3):
    p = init.init_rnn(np.random.default_rng(seed), 8, 200, 1.0)
    norms = norms_of(p, np.zeros((30, 200)))
    typical = np.linalg.norm(np.linalg.matrix_power(p.W_h, 30)) / np.sqrt(200)
    radius = np.abs(np.linalg.eigvals(p.W_h)).max()
    print(f"{norms[1] ** 30:8.0e}{norms[30]:17.1f}{typical:20.2f}{radius:18.3f}")

# %% [markdown]
# The bound is hundreds of millions too large. The norm lies between 1 and 100, and a typical direction keeps its length to within a factor of 3.
#
# ### Exercise 3.4 gradient_by_lag
#
# **12 minutes, 3 points.** The norm of the product is the worst case over all directions. A gradient has one direction. `gradient_by_lag(p, xs, h0, dh_last)` takes `xs (T, B, D)`, `h0 (B, H)` and `dh_last (B, H)`, the gradient of a loss that reads the last state only. It returns `norms (T + 1, B)`: `norms[k, r]` is the 2-norm (root of the sum of squares) of row $r$ of $dh_{T-k}$. `bptt.rnn_forward(p, xs, h0)` returns the states `hs (T, B, H)` and the caches.
#
# By hand, *large* again with `dh_last` 2: the norms 2, 1.0579, 0.7154, 0.6403.


# %% exercise="gradient_by_lag" minutes=12
def gradient_by_lag(p, xs, h0, dh_last):
    ### BEGIN SOLUTION
    # Why: On the way back a gradient passes tanh first and `W_h` second, so it is scaled by
    # 1 - h^2 of the state it leaves, then multiplied by the transpose. Lag 0 is what came in.
    hs, _ = bptt.rnn_forward(p, xs, h0)
    dhs = [dh_last]
    for h in hs[::-1]:
        dhs.append((dhs[-1] * (1 - h**2)) @ p.W_h.T)
    return np.linalg.norm(dhs, axis=2)
    ### END SOLUTION


# %% check="gradient_by_lag" points=3
check_gradient_by_lag(gradient_by_lag)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_gradient_by_lag

check_gradient_by_lag(gradient_by_lag, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Module 01's two moves for each step: through tanh, then through $W_h$ backwards. You need no gradients of weights, and no loss but the one that gave `dh_last`. Which state's tanh does a gradient pass first when it leaves $h_T$? Lag 0 is `dh_last` itself.
#
# </details>
#
# [Worked solution]()
#
# ## 4 The line that theory gives
#
# By how much should a gradient shrink in one step, before any training? Write the step back by entries, with $\varphi'_j = 1 - h_{t,j}^2$:
#
# $$ dh_{t-1,i} = \sum_j W_{ij}\, \varphi'_j\, dh_{t,j}. $$
#
# Let the entries $W_{ij}$ of $W_h$ be independent with mean 0 and variance $g^2 / H$, and average the square over them. Mixed terms have mean 0, so $\mathrm{E}\,dh_{t-1,i}^2 = \frac{g^2}{H} \sum_j \varphi_j'^2\, dh_{t,j}^2$. That is the same for every $i$. Sum over the $H$ values of $i$, and take $\varphi'$ to be unrelated to $dh$:
#
# $$ \mathrm{E}\,\lVert dh_{t-1} \rVert^2 = g^2 \sum_j \varphi_j'^2\, dh_{t,j}^2 \;\approx\; g^2\, \overline{\varphi'^2}\; \lVert dh_t \rVert^2, $$
#
# where the bar is a mean over units. A squared length is multiplied by $g^2\, \overline{\varphi'^2}$, a length by the root of it. On a log axis that is a line with the slope
#
# $$ \ln\!\big(g \cdot \mathrm{rms}\,\varphi'\big), \qquad \mathrm{rms}\,\varphi' = \sqrt{\overline{\varphi'^2}}. $$
#
# At rest all states are 0 and $\varphi' = 1$: the network is linear to first order, and the slope is $\ln g$. Two assumptions were made. $W_h$ was treated as fresh at each step, though it is shared. And $\varphi'$ was treated as unrelated to the gradient. What they cost is measured below.
#
# ### Exercise 3.5 predicted_slope
#
# **8 minutes, 2 points.** `predicted_slope(gain, hs)` takes the gain $g$ and states `hs (T, B, H)`. It returns $\ln(g \cdot \mathrm{rms}\,\varphi')$ as one number, in nats per step, with the mean over all entries of `hs`.
#
# By hand: $g = 1.5$ and the two states 0 and 0.8 have $\varphi' = 1$ and 0.36, the mean square $(1 + 0.1296)/2 = 0.5648$ and the slope $\ln(1.5 \cdot 0.7515) = 0.1198$.


# %% exercise="predicted_slope" minutes=8
def predicted_slope(gain, hs):
    ### BEGIN SOLUTION
    # Why: Lengths add up in squares, so the squared derivative is averaged and the root taken
    # at the end. A factor for each step is a slope on a log axis.
    slopes = 1 - hs**2
    return np.log(gain * np.sqrt(np.mean(slopes**2)))
    ### END SOLUTION


# %% check="predicted_slope" points=2
check_predicted_slope(predicted_slope)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_predicted_slope

check_predicted_slope(predicted_slope, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Read *rms* from right to left: square, mean, root. What is squared is the derivative, not the state. For `hs` of zeros the answer must be $\ln g$.
#
# </details>
#
# [Worked solution]()
#
# ### The central experiment
#
# One run draws a network, drives it, and measures with your functions.

# %%
by_lag = yours(gradient_by_lag, check_gradient_by_lag, gradient_flow.gradient_by_lag)
predict = yours(predicted_slope, check_predicted_slope, gradient_flow.predicted_slope)


def lag_run(gain, inputs, seed, H=200, T=30, B=4, D=8, skip=0, pull=by_lag):
    """ln norm by lag, mean over rows, (T + 1,), and theory's slope without `skip` first steps."""
    rng = np.random.default_rng(seed)
    p, h0 = init.init_rnn(rng, D, H, gain), np.zeros((B, H))
    xs, dh_last = inputs * rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    logs = np.log(pull(p, xs, h0, dh_last)).mean(axis=1)
    return logs - logs[0], predict(gain, bptt.rnn_forward(p, xs, h0)[0][skip:])


# %% [markdown]
# **Predict first.** Networks of 200 units, gains 0.5, 1 and 1.5, eight seeds each, 30 steps. At rest a gain of 1.5 makes gradients grow: the slope is $\ln 1.5 = 0.405$. Now the units are driven by eight normal inputs through weights of standard deviation 0.35, so that the inputs alone give each pre-activation a variance of $8 \cdot 0.35^2 = 1$. (At such a pre-activation, $a = 1$, $\varphi'$ is 0.42; at $a = 2$ it is 0.07.) What is the measured slope for tanh at gain 1.5?

# %% predict="slope_of_tanh"
prediction = None

# %% experiment=3
figures.show_map_at("product", "slope")
slopes = {
    name: {g: [lag_run(g, inputs, seed) for seed in range(8)] for g in (0.5, 1.0, 1.5)}
    for name, inputs in (("at rest (linear)", 0.0), ("driven tanh", 1.0))
}
fits = figures.show_slopes(slopes)
mean = float(fits["driven tanh"][1.5].mean())
score_prediction(prediction, mean, unit="nats per step", within=0.05)

# %% [markdown]
# Each measured slope is printed beside theory. We call theory right within **0.06** nats per step.
#
# <details><summary>Why 0.06</summary>
#
# At rest one step multiplies a squared length by a mean of $H$ squared normal numbers, so the logarithm of the length scatters by about $1/\sqrt{2H} = 0.05$ for $H = 200$. After 30 such steps it is a random walk, and the slope of a line fitted to a random walk of $k$ steps scatters by $\sqrt{6/(5k)} = 0.2$ of one step's scatter (Durlauf and Phillips 1988): by 0.01, and the sd printed at rest is that. Driven units count unequally, and saturated ones hardly, as if there were fewer of them: the printed sd is about 0.02. Three of those make 0.06.
#
# </details>
#
# At what gain does a driven tanh network hand its gradient on unchanged? Move the slider until the line is level. (Without widgets: call `redraw(1.2)` and so on.) The dashed line is theory. Then go on to 6, and watch the two lines part.

# %% experiment=1 volatile
import ipywidgets


def redraw(gain=1.0):
    figures.show_one_gain(gain, *lag_run(gain, inputs=1.0, seed=0, H=100, B=2))


slider = ipywidgets.FloatSlider(1.0, min=0.5, max=6.0, step=0.1, continuous_update=False)
_ = ipywidgets.interact(redraw, gain=slider)

# %% [markdown]
# At gain 6 theory is too steep by about 0.1. Which assumption is to blame? The next cell prints where the lines of your slider are level; then it also pulls the gradient back with a *fresh* $W_h$ at every step, as theory assumes, and averages $\varphi'$ without the first three steps.


# %% experiment=2
def fresh_run(gain, seed):
    return lag_run(gain, 1.0, seed, pull=gradient_flow.fresh_by_lag)


figures.print_level({g: lag_run(g, 1.0, 0, H=100, B=2) for g in np.arange(1.5, 2.5, 0.1)})
gains, seeds = (1.5, 3.0, 6.0), range(5)
shared = {g: [lag_run(g, 1.0, seed) for seed in seeds] for g in gains}
settled = {g: [lag_run(g, 1.0, seed, skip=3) for seed in seeds] for g in gains}
fresh = {g: [fresh_run(g, seed) for seed in seeds] for g in gains}
figures.print_costs(shared, settled, fresh)

# %% [markdown]
# Sharing is not to blame: the first two columns agree within 0.01. The average is. A run starts at $h_0 = 0$, and its first states are less saturated than all that follow. Without three of them theory is off by 0.022 at most, with the expected sign: a mean of logarithms lies below the logarithm of a mean. So 0.06 holds for gains up to 1.5; beyond, average over states that have settled.
#
# A level line needs a gain that fits the inputs, and training moves both.
#
# ### Optional: scale_to_radius
#
# <details><summary>Set the spectral radius of a matrix: 10 minutes</summary>
#
# ### Exercise 3.6 scale_to_radius
#
# **10 minutes, 0 points.** `scale_to_radius(W, rho)` returns `W (H, H)` times a number, so that its largest eigenvalue has absolute value `rho`. Echo state networks (Jaeger 2001) start that way. `W` has at least one eigenvalue that is not 0. `np.linalg.eigvals` returns complex numbers.
#
# By hand: diag(-4, 1) with `rho` 2 becomes diag(-2, 0.5).
#
# </details>


# %% exercise="scale_to_radius" minutes=10 optional
def scale_to_radius(W, rho):
    ### BEGIN SOLUTION
    # Why: Multiplying a matrix by a number multiplies all its eigenvalues by that number, so
    # one division by the largest absolute value sets the radius.
    radius = np.abs(np.linalg.eigvals(W)).max()
    return W * (rho / radius)
    ### END SOLUTION


# %% check="scale_to_radius" points=0
check_scale_to_radius(scale_to_radius)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_scale_to_radius

check_scale_to_radius(scale_to_radius, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Eigenvalues of $cW$ are $c$ times those of $W$. How far from 0 is $3 + 4i$?
#
# </details>
#
# [Worked solution]()
#
# ### Shared in time, independent in depth
#
# A deep feed-forward network multiplies matrices, too, but different ones: too large here, too small there, and part of it evens out. A recurrent network multiplies by *the same* matrix, and whatever is unusual about that one draw is repeated at every step. The next cell compares how far forty draws spread.


# %%
spread = {30: {}, 100: {}}
for H in (16, 200):
    for is_shared in (True, False):
        name = f"H = {H}, {'one shared' if is_shared else 'independent'}"
        for lag, groups in spread.items():
            rng = np.random.default_rng(0)
            groups[name] = gradient_flow.log_norms(H, lag, 40, is_shared, rng)
figures.show_spread(spread)

# %% [markdown]
# With 16 units and a shared matrix, luck alone decides between vanishing and exploding. Independent draws scatter by $\sqrt{k/(2H)}$ at lag $k$, the root of a sum of $k$ small variances. By how much sharing multiplies that, the last two lines say. The longer the sequence, the more sharing costs; a larger network only delays it. (Layers stacked on a recurrent network lengthen the road once more: a gradient then crosses steps and layers.)
#
# ## 5 The latching dilemma
#
# Could we not simply find weights at which nothing fades? Bengio, Simard and Frasconi (1994) showed that the wish contradicts itself. Suppose a unit should store one bit for any time, against small disturbances. It needs two states to which it returns: two *stable fixed points*, $h = \tanh(w h + b)$, near which a small deviation shrinks.
#
# A deviation $\delta$ from a fixed point becomes $w(1 - h^2)\,\delta$ after a step. That is stable if $|w(1 - h^2)| < 1$. But the same number is the gradient's factor for a step. So **where a bit is held safely, the gradient with respect to the past shrinks at every step**, and it shrinks the faster the safer the bit. Remembering robustly and learning by gradients exclude each other, for this kind of unit.
#
# ### Exercise 3.7 fixed_points
#
# **20 minutes, 3 points.** `fixed_points(w, b)` finds all $h$ with $h = \tanh(w h + b)$. It returns `points (n,)` in ascending order, $n$ from 1 to 3, correct to 7 digits, and `stable (n,)`, booleans: is $|w (1 - h^2)| < 1$ there? Points may lie as close together as 0.01. `gradient_flow.bisect(f, low, high)` finds the zero of a function between two numbers at which it has opposite signs.
#
# By hand: $w = 2$, $b = 0$ has the points $-0.9575$, 0, 0.9575. At 0 the slope is 2: unstable. At the others it is $2\,(1 - 0.9168) = 0.166$: stable.


# %% exercise="fixed_points" minutes=20
def fixed_points(w, b):
    ### BEGIN SOLUTION
    # Why: A fixed point is a zero of tanh(w h + b) - h, and all lie between -1 and 1. Signs on
    # a fine grid show between which points it crosses 0, and bisection does the rest; a grid point that is
    # itself a zero would have no sign, so the grid avoids 0.
    def move(h):
        return np.tanh(w * h + b) - h

    grid = np.linspace(-1, 1, 1000)  # an even number of points, so that h = 0 is not one of them
    moves = move(grid)
    at = np.flatnonzero(moves[:-1] * moves[1:] < 0)
    points = np.array([gradient_flow.bisect(move, grid[i], grid[i + 1]) for i in at])
    return points, np.abs(w * (1 - points**2)) < 1
    ### END SOLUTION


# %% check="fixed_points" points=3
check_fixed_points(fixed_points)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_fixed_points

check_fixed_points(fixed_points, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Look at $\tanh(w h + b) - h$ on a grid from $-1$ to 1. Between two neighbours of opposite sign it crosses 0. What happens if a crossing lies exactly on a grid point, as $h = 0$ does for $b = 0$? Choose the number of points so that this cannot be.
#
# </details>
#
# [Worked solution]()
#
# The cell takes a latch with $w = 2$, starts it at 1,000 places, lets it run for 10 steps, and pulls a gradient of 1 back to the start.

# %%
figures.show_map_at("vanish")
points_of = yours(fixed_points, check_fixed_points, gradient_flow.fixed_points)
weights, h0s = np.linspace(0.3, 2.5, 89), np.linspace(-1, 1, 1000)[:, None]
p = cells.RNNParams(W_x=np.zeros((1, 1)), W_h=np.array([[2.0]]), b=np.zeros(1))
xs = np.zeros((10, 1000, 1))
ends, reach = bptt.rnn_forward(p, xs, h0s)[0][-1], by_lag(p, xs, h0s, np.ones((1000, 1)))[-1]
found = [points_of(w, 0.0) for w in weights]
figures.show_latch(weights, found, h0s[:, 0], ends[:, 0], reach)

# %% [markdown]
# A small change of the start changes nothing, or everything. Neither is of use to gradient descent. And the sum over copies makes it worse: $dW_h$ adds the terms of all lags, and the far ones are *exponentially smaller* than the near ones. The gradient is not wrong. It is just about the last few steps.
#
# ## 6 Cliffs, and what clipping does
#
# When the product grows instead, the loss as a function of the weights gets cliffs, as in the picture at the top. The gradient there is correct, and useless as a step: it is the slope of a wall, and descent is thrown as far as the wall is steep.
#
# **Clipping by norm** (Pascanu, Mikolov & Bengio 2013). Let $n$ be the norm of the *whole* gradient, all arrays seen as one long vector. If $n$ exceeds a threshold $\tau$, multiply every array by $\tau / n$. The direction stays, since all entries share one factor. The step is never longer than the learning rate times $\tau$. Below the threshold nothing happens.
#
# **Clipping by value** (Mikolov 2012) holds every entry within $[-\tau, \tau]$. That turns the direction: $(10, 0.1)$ at $\tau = 1$ becomes $(1, 0.1)$. The angle to the first axis was 0.6 degrees, and is 5.7 now. In the extreme every entry is $\pm\tau$, only signs are left.
#
# Neither is free. Each batch is clipped by itself, and a mean of clipped gradients is not the clipped mean: batches with large gradients count for less. So the expected step has a bias, too.
#
# ### Exercise 3.8 clip_by_norm
#
# **15 minutes, 3 points.** `clip_by_norm(grads, threshold)` takes a list of arrays of any shapes. It returns a list of arrays of the same shapes, and the norm before clipping, and leaves `grads` as it was. One norm over all arrays; what is not above the threshold comes back unchanged, all zeros too. If the norm is NaN or infinite, no factor helps: return the gradients as they are with that norm, so that the caller can see it.
#
# By hand: the arrays (3) and (4) have norm 5. At threshold 1 they become (0.6) and (0.8), at threshold 6 they stay.


# %% exercise="clip_by_norm" minutes=15
def clip_by_norm(grads, threshold):
    ### BEGIN SOLUTION
    # Why: One sum of squares over everything gives the norm of the gradient as one vector. One
    # factor for all entries keeps its direction, and a factor of 1 leaves everything else as it is: short
    # gradients, zeros, and what is NaN or infinite, since no comparison with NaN is true.
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = threshold / norm if threshold < norm < np.inf else 1.0
    return [g * factor for g in grads], norm
    ### END SOLUTION


# %% check="clip_by_norm" points=3
check_clip_by_norm(clip_by_norm)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_clip_by_norm

check_clip_by_norm(clip_by_norm, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Squares add over entries, and over arrays: one sum, one root at the end. Decide on the factor before you touch any array. What is `np.nan > 1`? What should the factor be where nothing is to be clipped?
#
# </details>
#
# [Worked solution]()
#
# ### With and without
#
# Module 01's character model on the help topics, trained by its own loop with one line more: `clipped, norm = clip(grads, 1.0)`. Module 01 clipped without saying why. The clipping that runs here is yours, if its check has passed. The initial weights are a little large (gain 1.5), and the learning rate is 3, three times module 01's.
#
# **Predict first.** The clipped run ends near 1.95 nats per character. Where does the same run end without clipping? (Knowing nothing is $\ln 103 = 4.6$.)

# %% predict="without_clipping"
prediction = None

# %% experiment=10 volatile
from helpers.experiments import stored
from helpers.experiments.m03_gradients.clipping import train_text

figures.show_map_at("explode", "clip")
clip = yours(clip_by_norm, check_clip_by_norm, optim.clip_by_norm)
runs = {
    name: train_text(0, 3.0, threshold, gain=1.5, updates=300, clip=clip, bar=True)
    for name, threshold in (("clipped", 1.0), ("not clipped", None))
}
last = float(np.mean(runs["not clipped"][0][-50:]))
score_prediction(prediction, last, unit="nats per character", within=0.3)
figures.show_clipping(runs, stored("clipping"), threshold=1.0)

# %% [markdown]
# The table has five seeds, and module 01's rate of 1 as well. There clipping changed nothing that can be told from noise: 1.999 with it and 1.996 without, and one norm in forty exceeds 1. At rate 3 it decides, for four seeds of five: 1.95 against 4.5 and more. (The fifth got through unharmed, as the line below the table shows.) The last column says what became of the units: clipped, half of them are beyond 0.99 in absolute value; in the four runs that failed, 99 % (in brackets below). Long steps have thrown the units into saturation, and the loss does not recover. Clipping prevents those steps. It does nothing for a gradient that is too small.
#
# ### Optional: clip_by_value
#
# <details><summary>The older way: 5 minutes</summary>
#
# ### Exercise 3.9 clip_by_value
#
# **5 minutes, 0 points.** `clip_by_value(grads, limit)` returns a list of arrays, every entry held within `-limit` and `limit`, and leaves `grads` as it was.
#
# By hand: $(10, -0.1)$ at limit 1 becomes $(1, -0.1)$.
#
# </details>


# %% exercise="clip_by_value" minutes=5 optional
def clip_by_value(grads, limit):
    ### BEGIN SOLUTION
    # Why: Each entry is held within the range by itself, so nothing has to be known of the
    # others; that is also why the direction turns.
    return [np.clip(g, -limit, limit) for g in grads]
    ### END SOLUTION


# %% check="clip_by_value" points=0
check_clip_by_value(clip_by_value)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_clip_by_value

check_clip_by_value(clip_by_value, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# NumPy has a function of that name. Two bounds, and they are not 0 and `limit`.
#
# </details>
#
# [Worked solution]()
#
# ## 7 What helps gradients reach further
#
# **Initial weights.** For one layer, draws can be scaled so that signals (He et al. 2015, for ReLU) or signals and gradients (Glorot & Bengio 2010) keep their size. For a product of a hundred equal matrices more is needed: every singular value should be 1. An *orthogonal* matrix has that, $W W^\top = I$, and all its powers have it too (Saxe, McClelland & Ganguli 2013). The *identity* is the simplest one. With ReLU units, $\max(a, 0)$, whose derivative is 1 wherever $a > 0$, Le, Jaitly and Hinton (2015) called the result IRNN: a network that at first just copies its state.
#
# ### Exercise 3.10 orthogonal
#
# **20 minutes, 3 points.** `orthogonal(draws, gain)` takes normal `draws (n_in, n_out)` and returns `W` of that shape. If there are at least as many rows as columns, its columns are what Gram-Schmidt makes of the draws' columns, one after the other: orthonormal, each at an acute angle to its own draws, all times `gain`. If there are fewer rows, the same is done with the rows. `np.linalg.qr(A)` returns `Q` and `R` with $A = QR$, `R` upper triangular; the signs of `Q`'s columns are the library's choice, and Gram-Schmidt's are those for which `R` has a positive diagonal.
#
# By hand: the columns $(-3, 4)$ and $(1, 0)$ with gain 1 become $(-0.6, 0.8)$ and $(0.8, 0.6)$: what is left of the second has no part along the first.


# %% exercise="orthogonal" minutes=20
def orthogonal(draws, gain):
    ### BEGIN SOLUTION
    # Why: QR leaves the sign of each column of `Q` open, as long as the row of `R` changes with
    # it. Gram-Schmidt's choice makes the diagonal of `R` positive, so each column is multiplied by the sign
    # found there. A wide matrix is turned on its side and back.
    n_in, n_out = draws.shape
    Q, R = np.linalg.qr(draws if n_in >= n_out else draws.T)
    Q = Q * np.sign(np.diagonal(R))
    return gain * (Q if n_in >= n_out else Q.T)
    ### END SOLUTION


# %% check="orthogonal" points=3
check_orthogonal(orthogonal)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_orthogonal

check_orthogonal(orthogonal, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Start with a square matrix. If column $j$ of $Q$ and row $j$ of $R$ both change sign, their product stays: so each sign is free, and the sign of $R_{jj}$ tells you which one you got. A wide matrix is a tall one lying on its side.
#
# </details>
#
# [Worked solution]()
#
# **Shortcuts in time.** A connection that skips $d$ steps makes the road shorter: a gradient passes $T$ steps in $T/d$ products (El Hihi & Bengio 1995; Lin et al. 1996; module 11 calls such a layer *dilated*). **Leaky units** keep a share of the old state, $h_t = (1 - \alpha) h_{t-1} + \alpha \tanh(\dots)$: the factor is $1 - \alpha$ plus what comes through the tanh, and the unit forgets over about $1/\alpha$ steps.
#
# <details><summary>Staying orthogonal while training</summary>
#
# Training moves an orthogonal $W_h$ off. Unitary recurrences hold it there, as a product of simple blocks (Arjovsky, Shah & Bengio 2016) or by Cayley's map, which cannot reach the eigenvalue $-1$. Their limits: such matrices are *normal*, so transients cannot grow; the set may not be rich enough; and a network that keeps everything cannot forget. Module 11 builds them.
#
# </details>
#
# The cell measures plain tanh and four remedies before training, with inputs of standard deviation 0.05, where tanh is nearly linear, and of 1.

# %% experiment=2
figures.show_map_at("remedies")
turn = yours(orthogonal, check_orthogonal, init.orthogonal)
remedies = {
    inputs: {
        name: [gradient_flow.reach(name, inputs, seed, orthogonal=turn) for seed in range(5)]
        for name in ("plain tanh", "orthogonal tanh", "identity, ReLU", "leaky", "delay")
    }
    for inputs in (0.05, 1.0)
}
figures.show_remedies(remedies)
W = np.stack([init.init_rnn(np.random.default_rng(seed), 8, 64).W_h for seed in range(5)])
print("spectral radius, seed by seed:", np.abs(np.linalg.eigvals(W)).max(axis=1).round(2))

# %% [markdown]
# Even at small inputs orthogonal weights lose a steady share at every step: 0.71 is left at lag 10, 0.50 at 20, 0.17 at 50. Inputs add up in the state until tanh bends, and $\varphi'$ falls below 1. What they buy is evenness: their band is narrow where plain tanh's spans two decades. Driven, the two curves are one. The matrix is perfect, and the tanh between its copies is not. The identity with ReLU lasts best: units that are on stay on.
#
# <details><summary>Why the plain band turns up after lag 70</summary>
#
# Large lags are the start of the sequence. States begin at 0 and have hardly been squashed there, so a draw whose spectral radius exceeds 1 lets gradients grow there. The last line printed has such a draw.
#
# </details>
#
# ### Optional: three more exercises
#
# <details><summary>Initial weights by three schemes: 10 minutes</summary>
#
# ### Exercise 3.11 init_matrix
#
# **10 minutes, 0 points.** `init_matrix(draws, scheme)` takes standard normal `draws (n_in, n_out)`. For `"glorot"` the standard deviation becomes $\sqrt{2/(n_{in} + n_{out})}$, for `"he"` $\sqrt{2/n_{in}}$ (a ReLU drops half of a signal's square, so the 2). For `"identity"` the draws are square and only their size counts.
#
# By hand: the draws (1, 1, 1, 1) as a column, $n_{in} = 4$, $n_{out} = 1$, become 0.6325 each for `"glorot"` and 0.7071 for `"he"`.
#
# </details>


# %% exercise="init_matrix" minutes=10 optional
def init_matrix(draws, scheme):
    ### BEGIN SOLUTION
    # Why: A draw of standard deviation 1 times s has standard deviation s. `he` looks at the
    # terms that each output sums, `glorot` at both directions.
    n_in, n_out = draws.shape
    if scheme == "identity":
        return np.eye(n_in)
    fan = n_in + n_out if scheme == "glorot" else n_in
    return draws * np.sqrt(2 / fan)
    ### END SOLUTION


# %% check="init_matrix" points=0
check_init_matrix(init_matrix)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_init_matrix

check_init_matrix(init_matrix, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Draws of standard deviation 1 times $s$ have standard deviation $s$. In `x @ W`, over how many terms does each output sum?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>A network that looks d steps back: 15 minutes</summary>
#
# ### Exercise 3.12 delay_forward
#
# **15 minutes, 0 points.** A *dilated* layer, in module 11's word. `delay_forward(p, xs, h0s, d)` runs $h_t = \tanh(x_t W_x + h_{t-d} W_h + b)$. `h0s (d, B, H)` holds the $d$ states before the first step, the oldest first: step 0 reads `h0s[0]`. It returns `hs (T, B, H)` and the list of caches. Call `cells.rnn_step(p, x, h)`.
#
# By hand: with $d = 2$ and $T = 3$ the steps read `h0s[0]`, `h0s[1]`, `hs[0]`.
#
# </details>


# %% exercise="delay_forward" minutes=15 optional
def delay_forward(p, xs, h0s, d):
    ### BEGIN SOLUTION
    # Why: With the d first states in front, the state d steps before step t stands at place t
    # of one growing list: nothing has to be counted back.
    past, caches = list(h0s), []
    for t, x in enumerate(xs):
        h, cache = cells.rnn_step(p, x, past[t])
        past.append(h)
        caches.append(cache)
    return np.stack(past[d:]), caches
    ### END SOLUTION


# %% check="delay_forward" points=0
check_delay_forward(delay_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_delay_forward

check_delay_forward(delay_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One list that begins with the $d$ first states and grows by one a step. At which place of it does step $t$ read?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The baseline of another memory task: 10 minutes</summary>
#
# ### Exercise 3.13 copy_memory_baseline
#
# **10 minutes, 0 points.** In the *copy task* a network reads $S$ symbols of $K$ kinds, waits for $T$ blanks, and has to repeat the symbols: $T + 2S$ steps in all. A predictor without memory is certain of every blank and can only guess the repeated symbols. `copy_memory_baseline(T, K, S)` returns its mean loss in nats per step. (Until the repetition blanks are the targets.)
#
# By hand: $T = 5$, $K = 2$, $S = 3$ give $3 \ln 2 / 11 = 0.1890$.
#
# </details>


# %% exercise="copy_memory_baseline" minutes=10 optional
def copy_memory_baseline(T, K, S):
    ### BEGIN SOLUTION
    # Why: The blanks are certain and cost nothing; each of the S repeated symbols is a guess
    # among K and costs ln K. The mean runs over all T + 2S steps.
    return S * np.log(K) / (T + 2 * S)
    ### END SOLUTION


# %% check="copy_memory_baseline" points=0
check_copy_memory_baseline(copy_memory_baseline)
### BEGIN HIDDEN TESTS
from helpers.checks.m03_gradients import check_copy_memory_baseline

check_copy_memory_baseline(copy_memory_baseline, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which steps cost anything? What does a guess among $K$ equally likely symbols cost? How many steps is the mean taken over?
#
# </details>
#
# [Worked solution]()
#
# ### The task of section 1 again
#
# An IRNN and an LSTM, the cell of the next module, on $T = 50$. Batches come from your `adding_problem` and gradients go through your `clip_by_norm`.
#
# **Predict first.** From the last figure: where is the IRNN's test error after at most 600 updates, which left tanh at 0.166? (a) above 0.1, (b) from 0.02 to 0.1, (c) below 0.02.

# %% predict="irnn_error"
prediction = None

# %% experiment=8 volatile
live = {"tanh": curves["T = 50"]}
for kind, rate, H in (("IRNN", 0.001, 64), ("LSTM", 0.01, 32)):
    options = {"make": make, "clip": clip, "stop": 0.005, "bar": True}
    run_50 = train_adding(kind, 50, H, rate, 1000, seed=0, **options)
    live[kind] = [(run_50.steps, run_50.errors)]
error = dict(zip(*live["IRNN"][0], strict=True)).get(600, live["IRNN"][0][1][-1])
letter = "a" if error > 0.1 else "b" if error > 0.02 else "c"
score_recall(prediction, letter, f"The test error was {error:.3f}.")
figures.show_adding(live, stored("adding_100"), tasks.ADDING_BASELINE)

# %% [markdown]
# Over 100 steps IRNN and LSTM learn on every seed, and no tanh network does, though one orthogonal run was on its way.
#
# Now look at the last column. The IRNN's gradients reached norms of $10^{25}$ before clipping, and one run passed a test error of $10^{18}$ (the arrow) and came back. Nothing in a ReLU limits a state, and an eigenvalue a little above 1 is large at the power 100: the remedy for vanishing brought exploding with it, and clipping carried the run through. The LSTM's largest norm was 11. How it manages that is module 04.
#
# **Not equal between the networks:** live, rates 0.003, 0.001 and 0.01, units 32, 64 and 32, and at most 600 updates for tanh, 1,000 for the others; stored, the LSTM's rate is 0.005, the others' 0.001, and with 64 units each it has four times the weights. Rates were not searched. That IRNN and LSTM can learn the task is shown; that tanh cannot is not.
#
# ## 8 Claimed and measured

# %% experiment=0 volatile
figures.show_claims(
    slopes, shared, settled, spread, stored("clipping"), remedies, reach, stored("adding_100")
)

# %% [markdown]
# ## 9 Limits
#
# - **Theory is for the start.** Its line holds for random weights. Where a trained network stands has to be measured, with 3.4.
# - **A large gradient is not yet learning.** A remedy that keeps norms may still fail at the task.
# - **One kind of unit.** The latching argument is about states squashed at every step. Module 04 stores the bit elsewhere.
#
# ## 10 Summary
#
# - A gradient through $k$ steps is multiplied by $k$ Jacobians $W_h\,\mathrm{diag}(1 - h_t^2)$.
# - Singular values bound it, eigenvalues decide; before training the slope is $\ln(g \cdot \mathrm{rms}\,\varphi')$.
# - Vanishing is silent: know the baseline. Exploding is loud: watch the norm.
# - A state that holds a bit safely ends its gradient.
# - Clip by one norm over everything: the direction stays.
# - Orthogonal weights help as far as units stay linear; identity with ReLU, leaks and delays also when driven. ReLU lets gradients explode: clip.
# - Next: a cell that keeps its memory outside the tanh (module 04).
#
# ### Essay: a stuck loss
#
# **20 minutes, 4 points, graded by hand.** 150 to 300 words. A colleague's tanh network has stayed at a loss of 0.167 on the adding problem for an hour. She proposes to clip gradients at 0.1 and to raise the learning rate tenfold. One point each: what 0.167 tells; what clipping would and would not do here; what to measure before changing anything, and what you expect to see; a change that attacks the cause, with what it costs.

# %% [markdown] essay="a_stuck_loss" points=4 minutes=20
# **Rubric.**
#
# - 1 point: 0.167 is 1/6, the variance of the target: the network answers with the mean and uses no input.
# - 1 point: clipping only shortens gradients that are too long; here the far terms are too small. A higher rate enlarges near and far terms alike, so their ratio stays.
# - 1 point: the norm of the gradient by lag (or of Jacobian products), expected to fall on a line with negative slope; or the same task with a small T, expected to be learned.
# - 1 point: a remedy with its price, for example identity with ReLU (states may explode, needs clipping), leaky units (a fixed time scale), delays (more weights or coarser time), gated cells (more weights and time a step), orthogonal weights (helps only while tanh is nearly linear).
#
# **A good answer** keeps apart the loss, the norm of the whole gradient, and the norm of its far part.

# %% [markdown]
# ## Last, the cliff again
#
# The surface of the opening, seen from above, and eight starts on its low plain. Each takes 400 updates without clipping, then 400 with your `clip_by_norm`. Try other thresholds: from which on are some lost again?

# %% volatile
from helpers.plots.modules.m03_walks import show_walks

clip = yours(clip_by_norm, check_clip_by_norm, optim.clip_by_norm)
threshold, walks = 0.3, {}
for name, limit in (("not clipped", None), ("clipped", threshold)):
    starts = [(w, -0.1) for w in np.linspace(1.8, 2.4, 8)]
    walks[name] = [gradient_flow.descend(start, 0.3, 400, limit, clip)[0] for start in starts]
show_walks(ws, bs, losses, walks)

# %% [markdown]
# ## Sources, read critically
#
# - S. Hochreiter (1991), *Untersuchungen zu dynamischen neuronalen Netzen*, diploma thesis, TU München. In German. Sigmoid units, whose derivative is at most 1/4.
# - Y. Bengio, P. Simard & P. Frasconi (1994), *Learning long-term dependencies with gradient descent is difficult*, IEEE Transactions on Neural Networks 5. The latching argument. One attractor held for ever; a network may need fifty steps only.
# - S. El Hihi & Y. Bengio (1995), *Hierarchical recurrent neural networks for long-term dependencies*, NIPS; T. Lin, B. Horne, P. Tiňo & C. L. Giles (1996), *Learning long-term dependencies in NARX recurrent neural networks*, IEEE Transactions on Neural Networks 7. Delays.
# - S. Hochreiter & J. Schmidhuber (1997), *Long short-term memory*, Neural Computation 9. The adding problem, there with numbers from $-1$ to 1.
# - X. Glorot & Y. Bengio (2010), *Understanding the difficulty of training deep feedforward neural networks*, AISTATS; A. Saxe, J. McClelland & S. Ganguli (2013), *Exact solutions to the nonlinear dynamics of learning in deep linear neural networks*, arXiv:1312.6120; K. He, X. Zhang, S. Ren & J. Sun (2015), *Delving deep into rectifiers*, ICCV. Derived for depth, where matrices are independent.
# - H. Jaeger (2001), *The "echo state" approach to analysing and training recurrent neural networks*, GMD report 148. A drawn matrix of a chosen radius, never trained; only the readout is.
# - T. Mikolov (2012), *Statistical language models based on neural networks*, PhD thesis, Brno. Clipping by value. R. Pascanu, T. Mikolov & Y. Bengio (2013), *On the difficulty of training recurrent neural networks*, ICML. Their bound is for columns; ours for rows.
# - Q. V. Le, N. Jaitly & G. Hinton (2015), *A simple way to initialize recurrent networks of rectified linear units*, arXiv:1504.00941. Input weights there have a standard deviation of 0.001, here 0.1.
# - M. Arjovsky, A. Shah & Y. Bengio (2016), *Unitary evolution recurrent neural networks*, ICML. Module 11 builds its matrix.
# - B. Poole and others (2016), *Exponential expressivity in deep neural networks through transient chaos*, NIPS; S. Schoenholz and others (2017), *Deep information propagation*, ICLR. The slope $\ln(g \cdot \mathrm{rms}\,\varphi')$, for depth.
# - S. Durlauf & P. Phillips (1988), *Trends versus random walks in time series analysis*, Econometrica 56. How far a line fitted to a random walk may slope.
