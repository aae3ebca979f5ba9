# %% [markdown]
# # 12 Latent variables
#
# **250 minutes.** (Essay included; an hour more for the optional exercises.) After this module you can
#
# - say what a recurrent network cannot say in its output, and measure the loss over an exact floor;
# - derive the evidence lower bound, and train through random draws;
# - build the step of a VRNN, and tell a harmful collapse from a rightful one;
# - choose between mixture and latent variable, by numbers.
#
# You need modules 01, 05 (the GRU) and 08; Gaussian densities, Bayes' rule and covariance matrices.

# %% setup
import numpy as np

from helpers.checks.m12_latent import (
    check_draw_write,
    check_elbo_terms,
    check_filter_bank,
    check_forward_nll,
    check_gaussian_kl,
    check_gaussian_nll,
    check_importance_bound,
    check_kalman_nll,
    check_latent_by_hand,
    check_mixture_nll,
    check_mixture_nll_backward,
    check_reparametrise,
    check_storn_step,
    check_vrnn_step,
)
from helpers.scratch.cells import gru_step
from helpers.scratch.modules import m12_floors as floors
from helpers.scratch.modules import m12_gaussians as gaussians
from helpers.scratch.modules import m12_recurrent as recurrent
from helpers.scratch.modules.m12_gaussians import Gaussian
from helpers.scratch.modules.m12_recurrent import LatentStep, gaussian_net
from helpers.scratch.ops import softmax

# %% [markdown]
# A lamp is switched between two places. Three networks have read its last twelve positions, and go on by themselves:

# %% experiment=1
from helpers.experiments import stored
from helpers.experiments.m12_latent.parts import drawing, live
from helpers.plots.modules.m12 import digits, drawn, futures, latents, strokes
from helpers.plots.modules.m12.map import show_map_at

seen = stored("drawn_futures")
drawn.show_futures(seen.results[0]["past"], seen.results[0]["futures"])
print(seen.note())
show_map_at()

# %% [markdown]
# The first network returns one Gaussian a step, and draws what never happens. The second chooses between two: you write its loss and gradients. The third tosses coins of its own, **latent variables**: you write its step. At the end yours go on. What latent variables can say, how they are trained, and where they are not needed, is this module.
#
# ### Recall
#
# **One.** Tokens 0, 1 and 2 have the probabilities 0.2, 0.5 and 0.3. Which does the uniform number 0.65 draw (module 08)?

# %% predict="recall_draw"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 1, "The first whose cumulated probability exceeds 0.65: 0.2, then 0.7.")

# %% [markdown]
# **Two.** A sum of outer products (module 10) holds 17 pairs with random keys of length 1, 32 numbers each. What is the relative squared error of recall, on average?

# %% predict="recall_capacity"
prediction = None

# %%
score_recall(prediction, 0.5, "Each of the 16 other pairs adds 1/32: a memory of one size forgets.")

# %% [markdown]
# **Three.** A unitary state (module 11) starts at 0 and takes in noise of length 1 a step, in new directions. About how long is it after 100 steps?

# %% predict="recall_noise"
prediction = None

# %%
score_recall(prediction, 10, "Squares add up: noise grows like the root of t, and nothing leaves.")

# %% [markdown]
# ## 1 Two futures
#
# The lamp's places are $-1$ and $1$. At every step it stays where it is with probability 0.8, else it jumps. What is seen is its place plus noise of standard deviation 0.1: $x_t$, one number a step.
#
# A recurrent network turns what it has read into a state, and the state into a density for the next number, as a rule a **Gaussian**. A density can be above 1, so a loss $-\ln p(x_t)$ can be below 0. The least that *any* model can score here is the **floor**, $-0.386$ nats a step.
#
# **Predict first.** A GRU of 32 units with a Gaussian output, 3,459 weights, 150 updates of 32 sequences. How many nats a step is it above the floor? (Given its place, what are the mean and variance of the next $x$?)

# %% predict="gaussian"
prediction = None

# %% experiment=3 volatile
show_map_at("futures")
one, one_rows = live.learn_density(
    1, gaussians.mixture_nll, gaussians.mixture_nll_backward, steps=150
)
score_prediction(prediction, one_rows[-1][1], unit="nats a step over the floor", within=0.1)
context = live.two_futures_task().tests[:12, 0, 0]
said = live.next_densities(
    {"one Gaussian": one}, gaussians.mixture_nll, floors.forward_nll, context, futures.GRID
)
futures.show_next(context, said)

# %% [markdown]
# It breaks. From $1$ the next place is $0.8 - 0.2 = 0.6$ on average, with a variance of $1 - 0.6^2 + 0.1^2 = 0.65$. The best Gaussian scores $\frac12 \ln(2 \pi e \cdot 0.65) = 1.203$, which is 1.589 above the floor: the GRU is as good as its output allows and puts much of its probability where nothing ever lands.
#
# ## 2 Mixtures, and an exact floor
#
# Bishop (1994) let a network return several Gaussians with weights, a **mixture density**; Graves (2013) put twenty on a recurrent network, for each move of a pen, and it wrote by hand.

# %% [markdown]
# ### Exercise 12.1 mixture_nll
#
# **20 minutes, 3 points.** A mixture draws a component $k$ with the probability $\pi_k$, and then all D numbers from it, each with its own mean and variance:
#
# $$ p(x) = \sum_k \pi_k \prod_d \frac{1}{\sqrt{2 \pi \sigma_{kd}^2}} \, e^{-(x_d - \mu_{kd})^2 / (2 \sigma_{kd}^2)} . $$
#
# (The $\pi$ under the root is 3.1416.) `mixture_nll(x, log_pi, mu, log_var)` returns $-\ln p(x)$ in nats, an array (...), from `x (..., D)`, `log_pi (..., K)`, `mu` and `log_var (..., K, D)`. The leading axes are the same in all four, as (T, B), or there are none. `log_pi` holds logarithms of weights that sum to 1, $-\infty$ for a weight of 0; `log_var` holds $\ln \sigma^2$. The result is right and finite even where `x` is so far away that every density is rounded to 0. A loop over K or D is fine, one over the rows is slow later.
#
# By hand, D = 1, K = 2: weights 0.5 and 0.5, means 1 and $-1$, log-variances 0, $x = 1$. The densities are 0.3989 and 0.0540, half of their sum is 0.2265, and the result is 1.4852.


# %% exercise="mixture_nll" minutes=20
def mixture_nll(x, log_pi, mu, log_var):
    ### BEGIN SOLUTION
    # Why: Each component's D densities are multiplied, so their logarithms add up over D first; the
    # components are alternatives, so their probabilities add up. The largest term is taken out of the
    # sum: what is left of it is exp(0) = 1, so that the logarithm is never taken of 0.
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    joint = log_pi - (np.log(2 * np.pi) + log_var + squares).sum(axis=-1) / 2
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))
    ### END SOLUTION


# %% check="mixture_nll" points=3
check_mixture_nll(mixture_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_mixture_nll

check_mixture_nll(mixture_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `x[..., None, :]` has the shape (..., 1, D), and so meets all K components. First one array (..., K), the logarithm of each term of the sum; then the logarithm of the sum of their exponentials. What happens to $\ln \sum_k e^{a_k}$ when the largest $a_k$ is subtracted from all of them?
#
# </details>
#
# [Worked solution]()


# %% [markdown]
# Components with equal means would have equal gradients for ever, so their means start apart.

# %% [markdown]
# ### Exercise 12.2 mixture_nll_backward
#
# **30 minutes, 4 points.** The backward pass, with which a mixture is trained. `mixture_nll_backward(x, log_pi, mu, log_var, dnll)` takes the arguments of `mixture_nll`, with at least one leading axis, and `dnll (...)`, the gradient of the loss with respect to its result. Return `dx`, `dlog_pi`, `dmu` and `dlog_var`, in this order, shaped like what they belong to. The entries of `log_pi` count as free numbers: that their exponentials sum to 1 is the business of the log-softmax before.
#
# With $a_k$ for the logarithm of the $k$-th term of the sum, nll is $-\ln \sum_k e^{a_k}$. Its gradient with respect to $a_k$ is minus the *responsibility* of component $k$: the share of its term in the sum, the probability that $x$ came from it. A parameter enters by way of its own $a_k$ alone, `x` by way of all. A component of weight 0 gets gradients of 0. All densities may be rounded to 0. `softmax(a)`, over the last axis, is imported.
#
# By hand, D = 1, K = 2: weights 0.2 and 0.8, means 0 and 2, log-variances 0, $x = 0$, `dnll` = 1. The terms are as $0.2 : 0.8 \, e^{-2}$, the responsibilities 0.6488 and 0.3512. `dx` is $-0.7024$, `dlog_pi` $(-0.6488, -0.3512)$, `dmu` $(0, 0.7024)$, `dlog_var` $(0.3244, -0.5268)$.


# %% exercise="mixture_nll_backward" minutes=30
def mixture_nll_backward(x, log_pi, mu, log_var, dnll):
    ### BEGIN SOLUTION
    # Why: A component learns from x as far as it answers for it: the gradients are those of a single
    # Gaussian, times its responsibility. ln 2 pi is in every term alike, so no share depends on it.
    # By log_var, a_k changes by -1/2 because of the root and by half the squared distance in sigmas
    # because of the exponent: the two cancel at one standard deviation.
    var = np.exp(log_var)
    away = x[..., None, :] - mu
    joint = log_pi - (log_var + away**2 / var).sum(axis=-1) / 2
    terms = np.exp(joint - joint.max(axis=-1, keepdims=True))
    share = dnll[..., None] * terms / terms.sum(axis=-1, keepdims=True)
    dmu = -share[..., None] * away / var
    dlog_var = share[..., None] * (1 - away**2 / var) / 2
    return -dmu.sum(axis=-2), -share, dmu, dlog_var
    ### END SOLUTION


# %% check="mixture_nll_backward" points=4
check_mixture_nll_backward(mixture_nll_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_mixture_nll_backward

check_mixture_nll_backward(mixture_nll_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The responsibilities are a softmax over K, of the same array (..., K) whose log-sum-exp `mixture_nll` takes. Then differentiate one $a_k$ with respect to $\mu_{kd}$, to $\ln \sigma_{kd}^2$ and to $x_d$, and multiply each by the responsibility and by `dnll`. Which axis does `dmu` have that `dx` lacks?
#
# </details>
#
# [Worked solution]()


# %% [markdown]
# Now the floor. Whoever knows the lamp's rule can do no better than keep a **belief**, a probability for each place, up to date by Bayes' rule: the *forward algorithm* of hidden Markov models (Baum and others 1970).

# %% [markdown]
# ### Exercise 12.3 forward_nll
#
# **30 minutes, 4 points.** A hidden class, one of K, is drawn from `start (K,)` before the first step, and moves between two steps: `P (K, K)` holds the probabilities, from the class of the row to the class of the column. At every step the *output* $x_t$, what is observed, is the mean of the present class plus noise, D independent normal numbers of standard deviation `sd`, one number: `means (K, D)` has a row for each class.
#
# `forward_nll(xs, start, P, means, sd)` takes `xs (T, B, D)` and returns `nll (T, B)`, in nats: $-\ln p(x_t \mid x_0, \dots, x_{t-1})$ for every step. The belief, `(B, K)`, is how probable each class is, given the outputs so far; before $x_0$ it is `start`. With it the density of $x_t$ is a sum over the classes; then $x_t$ changes it by Bayes' rule, and the move by P.
#
# `start` and `P` may hold 0. An output may be hundreds of standard deviations away from all means, or from those of all possible classes: every density is then rounded to 0, but nll is finite. (`np.log(0)` is `-inf` and warns; that is no mistake here.)
#
# By hand, K = 2, D = 1, start (0.5, 0.5), the rows of P (0.9, 0.1) and (0.2, 0.8), means 0 and 2, sd 1, and the outputs 0 and 2. The densities of $x_0 = 0$ are 0.3989 and 0.0540, so $p(x_0)$ = 0.5 · 0.3989 + 0.5 · 0.0540 = 0.2265 and the first nll is 1.4852. Then the belief is (0.8808, 0.1192), and after the move (0.8166, 0.1834). So $p(x_1 \mid x_0)$ = 0.8166 · 0.0540 + 0.1834 · 0.3989 = 0.1173, and the second nll is 2.1433.


# %% exercise="forward_nll" minutes=30
def forward_nll(xs, start, P, means, sd):
    ### BEGIN SOLUTION
    # Why: log_joint is ln belief + ln p(x_t given the class), and both the density of x_t and the new
    # belief come from it. The largest is subtracted before exp, so that at least one class counts,
    # among those that are possible: a belief of 0 is -inf, and so never the largest. Dividing by the
    # sum makes nll that of x_t alone and not of all outputs so far.
    D, nll = xs.shape[2], []
    belief = np.tile(start, (xs.shape[1], 1))
    for x in xs:
        away = (x[:, None] - means) / sd
        log_p = -0.5 * (away**2).sum(axis=2) - D * (np.log(sd) + 0.5 * np.log(2 * np.pi))
        with np.errstate(divide="ignore"):
            log_joint = np.log(belief) + log_p
        largest = log_joint.max(axis=1, keepdims=True)
        joint = np.exp(log_joint - largest)
        total = joint.sum(axis=1, keepdims=True)
        nll.append(-(largest + np.log(total))[:, 0])
        belief = joint / total @ P
    return np.stack(nll)
    ### END SOLUTION


# %% check="forward_nll" points=4
check_forward_nll(forward_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_forward_nll

check_forward_nll(forward_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `x[:, None] - means` has the shape (B, K, D): every row of the batch against every class. Work with `np.log(belief)` plus the log-density of x under each class, `(B, K)`. What may be subtracted from all of a row before `np.exp`, and where has it to be added again? Two things come out of the same K numbers: their sum, and what each is of the sum.
#
# </details>
#
# [Worked solution]()


# %% [markdown]
# Your functions at work: a GRU in NumPy learns by your mixture and its gradients.
#
# **Predict first.** How far above the floor is a mixture of two after 400 updates (3,558 weights)?

# %% predict="mixture"
prediction = None

# %% experiment=6 volatile
show_map_at("mixture")
nll = yours(mixture_nll, check_mixture_nll, gaussians.mixture_nll)
backward = yours(mixture_nll_backward, check_mixture_nll_backward, gaussians.mixture_nll_backward)
forward = yours(forward_nll, check_forward_nll, floors.forward_nll)
two, two_rows = live.learn_density(2, nll, backward, steps=400)
score_prediction(prediction, two_rows[-1][1], unit="nats a step over the floor", within=0.05)
futures.show_learning({"one Gaussian": one_rows, "mixture of 2": two_rows})
said = live.next_densities(
    {"one Gaussian": one, "mixture of 2": two}, nll, forward, context, futures.GRID
)
futures.show_next(context, said)

# %% [markdown]
# Two futures need no latent variable. The price shows when choices combine: six lamps have $2^6 = 64$ futures, and a mixture needs a component for each.
#
# ## 3 A number nobody sees
#
# Let the network toss its own coins. A latent $z$, a row of $Z$ numbers, is drawn from a **prior** $p(z)$; then $x$ is drawn from $p(x \mid z)$, a Gaussian whose mean and variance a net makes of $z$. Six numbers can make 64 choices. But training wants
#
# $$ \ln p(x) = \ln \int p(z) \, p(x \mid z) \, dz , $$
#
# and this integral has no formula through a net. So guess: a second net, the **encoder**, looks at $x$ and returns $q(z)$, a Gaussian where $z$ may have been. Multiply and divide by it. The integral becomes a mean under $q$, and the logarithm of a mean is at least the mean of the logarithms (it is concave; Jensen's inequality):
#
# $$ \ln p(x) = \ln E_q \Big[ \frac{p(x, z)}{q(z)} \Big] \;\ge\; E_q \big[ \ln p(x, z) - \ln q(z) \big] . $$
#
# With $p(x, z) = p(z) \, p(x \mid z)$ the right side falls into two parts,
#
# $$ E_q \big[ \ln p(x \mid z) \big] - E_q \big[ \ln q(z) - \ln p(z) \big] = -\text{nll} - \text{kl} , $$
#
# the **evidence lower bound**: how well $x$ is said, less the price of having looked, the Kullback-Leibler divergence of $q$ from the prior. It holds for every $q$. How much is lost? Take a pencil.

# %% [markdown]
# ### Exercise 12.4 latent_by_hand
#
# **40 minutes, 5 points.** On paper, to four decimals. $N(m, v)$ has the mean $m$ and the *variance* $v$, and the density $e^{-(z - m)^2 / (2v)} / \sqrt{2 \pi v}$. The prior of a hidden number $z$ is $N(0, 1)$, an observed $x$ is $N(z, 0.25)$ given $z$, and $x = 1$ is seen. A guess at $z$: $q = N(0.5, 0.25)$. `latent_by_hand()` returns ten numbers in a dict, logarithms in nats.
#
# - `nll`: the mean under $q$ of $-\ln p(x \mid z)$.
# - `kl`: the mean under $q$ of $\ln q(z) - \ln p(z)$, the KL of $q$ from the prior.
# - `bound`: the mean under $q$ of $\ln p(x, z) - \ln q(z)$.
# - `evidence`: $\ln p(x)$ itself. $x$ is $z$ plus independent noise: which Gaussian is it, before it is seen?
# - `gain`, `mean`, `var`: $p(z \mid x)$ is $p(z) \, p(x \mid z)$ but for a constant factor, and Gaussian again, with the mean `mean` and the variance `var`. `gain` is the share of the surprise, $x$ minus the expected 0, by which the mean of $z$ has moved.
# - `gap`: the mean under $q$ of $\ln q(z) - \ln p(z \mid x)$.
# - `dmu`, `dlog_var`: the gradients of `bound` with respect to the mean $\mu$ of $q$ and to $\ln v$, the logarithm of its variance. Write $z = \mu + \sqrt{v} \, \epsilon$, with $\epsilon$ from $N(0, 1)$: then the draw does not depend on $\mu$ and $v$, and the mean of a gradient is the gradient of the mean.
#
# One mean comes again and again: under $q$, $(z - m)^2$ has the mean $v + (\mu - m)^2$, whatever $m$ is. Compare `gap` with `evidence` minus `bound` before you go on.
#
# By hand, a number that is not asked for: at the one point $z = 0.5$, $-\ln p(x \mid z)$ is $(\ln 2 \pi + \ln 0.25 + 0.25 / 0.25) / 2 = 0.7258$.


# %% exercise="latent_by_hand" minutes=40
def latent_by_hand():
    ### BEGIN SOLUTION
    # Why: Under q, (x - z)^2 has the mean 0.25 + 0.5^2, and z^2 has the same; (z - 0.5)^2 has 0.25.
    # x has the variances of z and of the noise, 1.25. In the exponent of p(z) p(x | z), z^2 has the
    # factor 1 + 1/0.25 = 5, so var is 1/5, and mean is var times x / 0.25. With z = mu + sd eps, the
    # slope of -(x - z)^2 / 0.5 is 4 (x - z), on average 4 * 0.5; by log_var, sd eps / 2 times that
    # slope, of which only -4 var / 2 is left on average. kl takes away mu, and (var - 1) / 2.
    nll = (np.log(2 * np.pi * 0.25) + 0.5 / 0.25) / 2
    kl = (0.5 - 1 - np.log(0.25)) / 2
    evidence = -(np.log(2 * np.pi * 1.25) + 1 / 1.25) / 2
    gap = ((0.25 + 0.09) / 0.2 - 1 - np.log(0.25 / 0.2)) / 2
    numbers = {"nll": nll, "kl": kl, "bound": -nll - kl, "evidence": evidence}
    numbers |= {"gain": 0.8, "mean": 0.8, "var": 0.2, "gap": gap}
    return numbers | {"dmu": 4 * 0.5 - 0.5, "dlog_var": -4 * 0.25 / 2 + (1 - 0.25) / 2}
    ### END SOLUTION


# %% check="latent_by_hand" points=5
check_latent_by_hand(latent_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_latent_by_hand

check_latent_by_hand(latent_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Take the logarithm of a density before its mean: of $-\ln p(x \mid z)$, only $(x - z)^2$ depends on $z$. For `kl`, write down $\ln q(z)$ and $\ln p(z)$ one below the other, take the mean of each, and subtract; `gap` is the same with another Gaussian. For `mean` and `var`, collect what stands before $z^2$ and before $z$ in the exponent of $p(z) \, p(x \mid z)$, and compare with $-(z - m)^2 / (2v)$. For the gradients, put $z = \mu + \sqrt{v} \, \epsilon$ into $-(x - z)^2 / (2 \cdot 0.25)$, differentiate, and take the mean last; $\epsilon$ has the mean 0 and $\epsilon^2$ the mean 1. What does `kl` become when $\mu$ and $\ln v$ are left as letters?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formulas (open them when the check has passed)</summary>
#
# With the prior $N(0, 1)$, the noise's variance $R$ and $q = N(\mu, v)$:
#
# $$ \text{nll} = \tfrac12 \Big( \ln 2 \pi R + \frac{(x - \mu)^2 + v}{R} \Big), \qquad \text{kl} = \tfrac12 \big( v + \mu^2 - 1 - \ln v \big), \qquad \text{bound} = -\text{nll} - \text{kl} . $$
#
# Since $p(x, z) = p(x) \, p(z \mid x)$, the mean of $\ln p(x, z) - \ln q(z)$ is $\ln p(x)$ minus the mean of $\ln q(z) - \ln p(z \mid x)$: so `bound` is `evidence` minus `gap`, and never above it. It is equal where $q$ is the posterior, whose gain is $G = 1 / (1 + R)$, whose mean is $G x$ and whose variance is $1 - G$: a Kalman filter's update, for one number. The gradients are
#
# $$ \text{dmu} = \frac{x - \mu}{R} - \mu, \qquad \text{dlog\_var} = \tfrac12 \Big( 1 - \frac{v}{R} - v \Big) , $$
#
# and both are 0 where $\mu = G x$ and $v = 1 - G$.
#
# </details>


# %% [markdown]
# The last two numbers hide a trick: the gradient of a mean over draws from $q$, by the parameters *of* $q$. One may differentiate the density, $E_q[f \, \partial \ln q / \partial \mu]$ (Williams 1992). Or one writes $z = \mu + \sigma \epsilon$ with $\epsilon$ from outside, and the gradient goes through $z$, $E[f'(z)]$ (Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014). This is **reparametrisation**. On your numbers, for the gradient of $-\text{nll}$ by $\mu$:

# %% experiment=1
show_map_at("bound")
for how, (mean, sd) in live.gradient_noise().items():
    print(f"{how:18s}mean {mean:.2f}, standard deviation of a single draw {sd:.2f}")

# %% [markdown]
# The same mean (less the KL's 0.5 it is your 1.5), and a third of the noise: a ninth of the draws do as well.

# %% [markdown]
# ### Exercise 12.5 gaussian_kl
#
# **12 minutes, 3 points.** Two Gaussians of Z numbers, independent of one another: $q$ has the means `mu_q` and the log-variances `log_var_q`, $\ln \sigma^2$; $p$ has `mu_p` and `log_var_p`. `gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)` returns $KL(q \, \| \, p)$ in nats, the mean under $q$ of $\ln q(z) - \ln p(z)$. All four are (..., Z). Return (...), added up over the Z numbers: (T, B, Z) becomes (T, B), and (Z,) one number.
#
# By hand, Z = 1: $q = N(2, 1)$ and $p = N(0, 4)$, so `log_var_q` is 0 and `log_var_p` is $\ln 4$. Under $q$, $(z - 2)^2$ has the mean 1 and $z^2$ the mean $1 + 2^2 = 5$. But for $-\frac12 \ln 2 \pi$, which is in both, $\ln q$ has the mean $-\frac12$ and $\ln p$ the mean $-\frac12 \ln 4 - \frac58 = -1.3181$. The KL is 0.8181.


# %% exercise="gaussian_kl" minutes=12
def gaussian_kl(mu_q, log_var_q, mu_p, log_var_p):
    ### BEGIN SOLUTION
    # Why: The mean under q of (z - mu_q)^2 / var_q is 1, whatever q is. Of (z - mu_p)^2 it is the
    # variance of q and the squared distance of the means; divided by the variance of p. The
    # logarithms of the variances are given, so no logarithm is taken.
    distance = (mu_q - mu_p) ** 2 + np.exp(log_var_q)
    each = log_var_p - log_var_q - 1 + distance / np.exp(log_var_p)
    return each.sum(axis=-1) / 2
    ### END SOLUTION


# %% check="gaussian_kl" points=3
check_gaussian_kl(gaussian_kl)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_gaussian_kl

check_gaussian_kl(gaussian_kl, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Go through the case by hand once more with letters in place of numbers: $\ln q$ and its mean, $\ln p$ and its mean, then the difference. Which variance stands below which square? Where both Gaussians are the same, all of it has to cancel.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# For one number, $\ln q(z) = -\frac12 \big( \ln 2 \pi + \ln \sigma_q^2 + (z - \mu_q)^2 / \sigma_q^2 \big)$, and $\ln p(z)$ likewise. Under $q$, $(z - \mu_q)^2$ has the mean $\sigma_q^2$; and since $z - \mu_p = (z - \mu_q) + (\mu_q - \mu_p)$, whose cross term has the mean 0, $(z - \mu_p)^2$ has the mean $\sigma_q^2 + (\mu_q - \mu_p)^2$. The difference of the two means is
#
# $$ KL(q \, \| \, p) = \frac12 \left( \ln \sigma_p^2 - \ln \sigma_q^2 - 1 + \frac{\sigma_q^2 + (\mu_q - \mu_p)^2}{\sigma_p^2} \right) , $$
#
# and independent numbers add up. It is never below 0: with $u = \sigma_q^2 / \sigma_p^2$, $u - 1 \ge \ln u$.
#
# </details>


# %% [markdown]
# ## 4 Inside a recurrence
#
# A sequence needs a $z_t$ at every step. The **VRNN** (Chung and others 2015) lets everything read the state $h$ before the step, which knows all $x$ and $z$ so far:
#
# $$ \text{prior } p(z_t \mid h), \quad \text{posterior } q(z_t \mid x_t, h), \quad \text{output } p(x_t \mid z_t, h), \quad h_{next} = \text{gru}([x_t, z_t], h) . $$
#
# Given the draws, $h$ is known, so probabilities multiply over the steps, and the bound is a sum: $-\ln p(x_0, \dots, x_{T-1}) \le E_q \sum_t (\text{nll}_t + \text{kl}_t)$.

# %% [markdown]
# ### Exercise 12.6 vrnn_step
#
# **12 minutes, 3 points.** One step of a VRNN in training, where $x$ is known:
#
# 1. `p.prior` makes the prior of h.
# 2. `p.encoder` makes the posterior of x and h side by side, x first.
# 3. z is a draw from the posterior, made of the standard normal numbers eps.
# 4. `p.decoder` makes the output, a Gaussian over x, of z and h side by side, z first; h is the state before the step.
# 5. The GRU `p.cell` makes the next state from h; its input is x and z side by side, x first.
#
# `vrnn_step(p, x, h, eps)` takes `x (B, D)`, `h (B, H)`, `eps (B, Z)`, and returns two things: `h_next (B, H)` and `LatentStep(z, prior, posterior, output)`, in which `z` is `(B, Z)`, `prior` and `posterior` are `Gaussian(mu, log_var)` of `(B, Z)` and `output` is one of `(B, D)`. log_var is $\ln \sigma^2$. Given are `gaussian_net(p_net, a)`, which applies a net to the rows of `a` and returns a `Gaussian(mu, log_var)`, and `gru_step(p_gru, x, h)`, which returns the next state and a cache that is not needed here.
#
# By hand, B = D = H = Z = 1, with h = 0.8, eps = 0.5 and an encoder that returns 1 and $\ln 4$ whatever it reads: z = 1 + 2 · 0.5 = 2. A decoder that returns tanh of its first input and the log-variance 0 makes the output $\tanh 2$ = 0.9640 and 0. If all weights of the GRU are 0, its gates are 0.5 and its candidate 0, and h_next = 0.4.


# %% exercise="vrnn_step" minutes=12
def vrnn_step(p, x, h, eps):
    ### BEGIN SOLUTION
    # Why: The prior must not see x, since it has to make a z where there is none; the posterior sees
    # both. All that comes after z reads this one draw, so that the gradient of nll reaches the encoder
    # through it. The state takes in x and z, and so knows at the next step what z was.
    prior = gaussian_net(p.prior, h)
    posterior = gaussian_net(p.encoder, np.concatenate([x, h], axis=1))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, np.concatenate([z, h], axis=1))
    h_next, _ = gru_step(p.cell, np.concatenate([x, z], axis=1), h)
    return h_next, LatentStep(z, prior, posterior, output)
    ### END SOLUTION


# %% check="vrnn_step" points=3
check_vrnn_step(vrnn_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_vrnn_step

check_vrnn_step(vrnn_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the five lines in the order of the prompt. `np.concatenate([x, h], axis=1)` puts two arrays side by side. Which of the two distributions of z has seen x? What is the standard deviation if $\ln(\text{sd}^2)$ is given?
#
# </details>
#
# [Worked solution]()


# %% [markdown]
# **STORN** (Bayer & Osendorfer 2014), a year earlier: the prior is $N(0, 1)$; a second state, $r_t = \text{gru}(x_t, r_{t-1})$, makes the posterior; a state that sees only the past, $h_t = \text{gru}([x_{t-1}, z_t], h_{t-1})$, makes the output (exercise 12.12).
#
# **Predict first.** A VRNN with two latent numbers, 7,146 weights, 500 updates: how far above the floor is its bound on two futures? (One Gaussian: 1.589.)

# %% predict="vrnn"
prediction = None

# %% experiment=4 volatile
show_map_at("vrnn")
step = yours(vrnn_step, check_vrnn_step, recurrent.vrnn_step)
divergence = yours(gaussian_kl, check_gaussian_kl, gaussians.gaussian_kl)
vrnn = live.load_vrnn()
xs, eps = live.inputs_of(vrnn)
nlls, kls = live.run_latent(step, divergence, vrnn.to_scratch(), xs, eps)
bound, floor = nlls.mean() + kls.mean(), live.two_futures_task().floors.mean()
score_prediction(prediction, bound - floor, unit="nats a step over the floor", within=0.1)
print(f"bound by your step {bound:.5f}, by PyTorch {live.torch_bound(vrnn, xs, eps):.5f}")
said["VRNN"] = live.latent_density(step, vrnn.to_scratch(), context, futures.GRID)
futures.show_next(context, said)

# %% [markdown]
# One Gaussian prior of $z$ has to serve two places: near the cut between them some probability falls in the middle. And the VRNN says 0.87 for staying, not 0.80.
#
# Three ways of changing the loss, nll plus a weight times kl: **Annealed**: the weight rises from 0 to 1 over the first 40 % of the updates (Bowman and others 2016). **Free bits**: each latent number costs at least 0.5 nats a step, so saying less gains nothing (Kingma and others 2016). **Heavy KL first**: a weight of 4 for the first 30 %. With a weight below 1 the loss bounds nothing. All are *scored* by the bound itself.

# %% experiment=1
both = stored("two_futures")
latents.print_scores(both)
latents.show_collapse(both, ("VRNN", "annealed", "free bits", "heavy KL first"))

# %% [markdown]
# The bound stays on the Gaussian's plateau for 100 updates or more; then one latent number is used, and the other never, on all three seeds. It costs 0.7 nats a step, where a coin of 0.8 and 0.2 holds 0.5 (its entropy): a Gaussian $q$ cannot fill just one side of the prior. So the VRNN ends 0.42 to 0.47 above the floor, the mixture 0.01 to 0.02. STORN does as well as the VRNN.
#
# Annealing costs 0.10 nats on average, free bits 0.22, two numbers being paid for one coin. The weight of 4 **provoked** a collapse: one seed of three still uses none, the others are late.
#
# ## 5 Sixty-four futures
#
# Six lamps (noise 0.2 now), and their numbers rotated by one fixed matrix, so that each number seen is a blend of six. A rotation changes no density: the floor is six times one lamp's.
#
# **Predict first.** A VRNN with six latent numbers, one for each lamp, 30,564 weights, trained on the plain bound for 1,000 updates. How many of the six are used (a KL above 0.1 nats)?

# %% predict="used"
prediction = None

# %% experiment=1
show_map_at("collapse")
six = stored("six_chains")
used = np.mean([np.sum(np.array(run["VRNN"]["kl"]) > 0.1) for run in six.results])
score_prediction(prediction, used, unit="of six")
latents.print_scores(six)
latents.show_collapse(six, ("VRNN", "annealed", "free bits"))

# %% [markdown]
# None. It scores what one Gaussian scores, 5.5 nats a step above the floor: a **harmful** collapse. The usual account: at first $z$ is mere noise to the output net, which learns to ignore it; from then on whatever the encoder says costs a KL at once, and is worth something only to a listener.
#
# Annealing makes $z$ free until the output net has learned to use it; with free bits (0.7 nats here) saying nothing is no cheaper. With either, all six are used: the VRNN, with more weights and seconds, beats a mixture of ten, and loses to one with a component for each future (1,024 for ten lamps).
#
# ## 6 A floor for a state that flows
#
# Most hidden states move continuously. In 1960 Rudolf Kalman solved the linear Gaussian case; within the decade his filter steered Apollo to the Moon (Grewal & Andrews 2010).
#
# In one dimension: before $x$ is seen, the state $s$ is believed to be $N(m, P)$; $x$ is $s$ plus noise of variance $R$. By Bayes' rule the densities are multiplied, so their exponents add: $-(s - m)^2 / (2P) - (x - s)^2 / (2R)$. The factor before $-s^2/2$ is $1/P + 1/R$: **precisions add**, and the new variance is $P R / (P + R)$. The factor before $s$, $m/P + x/R$, times that variance is the new mean,
#
# $$ \frac{m R + x P}{P + R} = m + \frac{P}{P + R} (x - m) : $$
#
# a share of the surprise, the gain. (The $P$ of 12.3 was another one.)

# %% [markdown]
# ### Exercise 12.7 kalman_nll
#
# **35 minutes, 5 points.** Now the hidden state is a vector of H numbers, and moves by a matrix:
#
# $$ s_0 \sim N(0, P_0), \qquad x_t = C s_t + \text{noise of covariance } R, \qquad s_{t+1} = A s_t + \text{noise of covariance } Q . $$
#
# `kalman_nll(xs, A, C, Q, R, P_0)` takes `xs (T, B, D)`, `A (H, H)`, `C (D, H)` and the covariances `Q (H, H)`, `R (D, D)`, `P_0 (H, H)`. It returns `nll (T, B)`, in nats: $-\ln p(x_t \mid x_0, \dots, x_{t-1})$ for every step. No move comes before $x_0$. The matrices multiply columns, as the field writes them; in `xs[t]` the vectors stand in rows.
#
# Two facts are needed. A vector $x$ of D numbers with mean $\mu$ and covariance $S$ has $-\ln p(x) = \frac{1}{2} \left( D \ln 2 \pi + \ln \det S + (x - \mu)^\top S^{-1} (x - \mu) \right)$. And if $s$ and $x$ are jointly Gaussian, $U$ being the covariance of $s$ with $x$, `(H, D)`, then once $x$ is seen the mean of $s$ has moved by $U S^{-1} (x - \mu)$, and its covariance is smaller by $U S^{-1} U^\top$. Before $x_t$ is seen, let the state have the mean $m$ and the covariance $P$: what are $\mu$, $S$ and $U$?
#
# Q, R and $P_0$ may be 0 in some directions or in all, but S always has an inverse. Its determinant may be smaller than any float: `np.linalg.slogdet(S)` returns its sign and its logarithm.
#
# By hand, H = D = 1, A = 0.5, C = Q = R = 1, $P_0$ = 3, and the outputs 2 and 1. For $x_0$ the mean is 0 and the variance S = 3 + 1 = 4, so the first nll is $\frac{1}{2} (\ln 2 \pi + \ln 4 + 4 / 4)$ = 2.1121. U = 3, so the mean of the state moves by 3/4 of 2 to 1.5, and its variance becomes 3 - 9/4 = 0.75. After the move they are 0.75 and 0.25 · 0.75 + 1 = 1.1875. For $x_1$ the variance is S = 2.1875, and the second nll is $\frac{1}{2} (\ln 2 \pi + \ln 2.1875 + 0.25^2 / 2.1875)$ = 1.3246.


# %% exercise="kalman_nll" minutes=35
def kalman_nll(xs, A, C, Q, R, P_0):
    ### BEGIN SOLUTION
    # Why: x = C s + noise has the mean C m and the covariance S = C P C' + R; its covariance with s is
    # U = P C', since the noise has nothing to do with s. U S^-1 is the Kalman gain. P depends on no
    # output, so it is the same for all rows of the batch; only m has a row for each. The move makes
    # A m of the mean and A P A' + Q of the covariance.
    D, nll = len(C), []
    m, P = np.zeros((xs.shape[1], len(A))), P_0
    for x in xs:
        S = C @ P @ C.T + R
        surprise = x - m @ C.T
        scaled = np.linalg.solve(S, surprise.T).T
        log_det = np.linalg.slogdet(S)[1]
        nll.append(0.5 * (D * np.log(2 * np.pi) + log_det + (surprise * scaled).sum(axis=1)))
        U = P @ C.T
        m, P = m + scaled @ U.T, P - U @ np.linalg.solve(S, U.T)
        m, P = m @ A.T, A @ P @ A.T + Q
    return np.stack(nll)
    ### END SOLUTION


# %% check="kalman_nll" points=5
check_kalman_nll(kalman_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_kalman_nll

check_kalman_nll(kalman_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Three stages a step: score, correct, move. If a column $s$ has the covariance $P$, then $C s$ has $C P C^\top$; independent noise adds its covariance to it, and adds nothing to the covariance of $s$ with $x$. A row times a matrix: $A m$ for every row of `m (B, H)` is `m @ A.T`. `np.linalg.solve(S, M)` is $S^{-1} M$. Which of $m$ and $P$ depend on the outputs, and so differ from row to row?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formulas (open them when the check has passed)</summary>
#
# Let $s$ have the mean $m$ and the covariance $P$. Then $x = C s + \text{noise}$ has the mean $C m$ and the covariance $S = C P C^\top + R$, and $U = E[(s - m)(x - C m)^\top] = P C^\top$. The gain is $G = U S^{-1} = P C^\top S^{-1}$: one number tells for one dimension how much of the surprise is believed, $P / (P + R)$ with $C = 1$, near 1 where the state is uncertain and near 0 where the output is noisy. The corrected covariance is $P - G C P$, and the move makes $A m$ and $A P A^\top + Q$ of the two. The sum of the nll over the steps is $-\ln p$ of the whole sequence, by the chain rule.
#
# </details>


# %% [markdown]
# A point turns about the origin, pushed by noise. In the first task one coordinate is seen through noise; in the second two numbers, nearly the same: *given the past* they are still correlated.
#
# **Predict first.** In the first task, how large is the KL, in nats a step, of a VRNN (7,146 weights, 300 updates)?

# %% predict="kalman"
prediction = None

# %% experiment=1
show_map_at("kalman")
filter_nll = yours(kalman_nll, check_kalman_nll, floors.kalman_nll)
linear = stored("linear_gaussian")
told = latents.rates([run["one number"] for run in linear.results], "VRNN")
score_prediction(prediction, told.mean(), unit="nats a step", within=0.05)
for which, sizes in linear.settings["data"].items():
    matrices, tests = live.linear_tests(**sizes)
    print(f"\n{which}: floor by your filter {filter_nll(tests, *matrices).mean():.4f}")
    latents.print_scores(linear, which, ".3f")

# %% [markdown]
# The collapse in the first task is **right**: given the past, the next number *is* Gaussian, so the output says it alone, and all three models end within 0.01 of the floor. In the second it is a Gaussian with a covariance, and these outputs have none. A mixture of four mends part of it; a latent number moves both at once, and the VRNN comes nearest.
#
# ## 7 How loose is the bound?
#
# A bound 0.4 over the floor: is the model wrong, or $q$? Burda, Grosse and Salakhutdinov (2016) draw $K$ times. Each draw has a weight, $w_k = p(x, z_k) / q(z_k)$, whose mean under $q$ is $p(x)$. So $\ln \frac1K \sum_k w_k$ is on average at most $\ln p(x)$, by Jensen again; with more draws the mean in it varies less, and the bound tightens.

# %% [markdown]
# ### Exercise 12.8 importance_bound
#
# **8 minutes, 3 points.** `importance_bound(log_w)` takes `log_w (K, B)`: for each of B sequences and each of K samples $z_k$ from $q$, the log-weight $\ln p(x, z_k) - \ln q(z_k \mid x)$. Return `(B,)`, for each sequence by itself, in nats:
#
# $$ \ln \frac1K \sum_k e^{\text{log\_w}_k} . $$
#
# A log-weight may be $-2000$ or 900, where exponentials are 0 or infinite in float64: the result is right and finite there, too. Some samples of a sequence may have the weight 0, a log-weight of $-\infty$, but never all.
#
# By hand, K = 2, B = 1: the log-weights 0 and $\ln 3$ are the weights 1 and 3, their mean is 2, and the result is $\ln 2 = 0.6931$.


# %% exercise="importance_bound" minutes=8
def importance_bound(log_w):
    ### BEGIN SOLUTION
    # Why: Subtracting a row's largest log-weight divides all its weights by one number, whose
    # logarithm is added again at the end. The largest weight becomes 1, so the mean is at least 1/K.
    largest = log_w.max(axis=0)
    return largest + np.log(np.exp(log_w - largest).mean(axis=0))
    ### END SOLUTION


# %% check="importance_bound" points=3
check_importance_bound(importance_bound)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_importance_bound

check_importance_bound(importance_bound, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The mean is taken of the weights, the logarithm comes last. Which number can be subtracted from all log-weights of a sequence, so that no exponential overflows and not all of them vanish, and how is that undone? Does every sequence have the same one?
#
# </details>
#
# [Worked solution]()


# %% [markdown]
# **Predict first.** On two futures the VRNN's bound was 0.4 above the floor. Where is it with 1,000 samples?

# %% predict="loose"
prediction = None

# %% experiment=4 volatile
show_map_at("loose")
tighten = yours(importance_bound, check_importance_bound, gaussians.importance_bound)
tighter = live.bounds_by_samples(tighten, vrnn)
score_prediction(prediction, tighter[1000], unit="nats a step over the floor", within=0.05)
latents.show_looseness(tighter, six)

# %% [markdown]
# From 0.42 to about 0.28: at least a third of the gap was looseness, and each factor of ten brings less. Whether the rest is the model, this does not tell. A collapsed model has nothing to tighten.
#
# ## 8 Strokes and digits
#
# A rule draws six letters, 40 moves of a pen each, through points moved at random. No floor is known.
#
# **Predict first.** After 2,000 updates (VRNN 1,000), which has the fewest nats a step: (1) one Gaussian, (2) a mixture of ten, (3) a VRNN, annealed?

# %% predict="strokes"
prediction = None

# %% experiment=1
show_map_at("draw")
pens = stored("pen_strokes")
means = [latents.excesses(pens.results, kind).mean() for kind in pens.settings["plans"]]
score_prediction(prediction, 1 + int(np.argmin(means)))
distances = live.distances_to_letters(pens)
strokes.show_strokes(pens, live.real_strokes(pens.settings), distances)

# %% [markdown]
# The mixture, on every seed. The VRNN, nearly collapsed (KL 0.07), is last. But its letters are the nearest to real ones: nats are measured after *real* moves, a drawing follows the model's own (module 08). Chung and others (2015) found the VRNN ahead on real handwriting.
#
# Now digits, of 8 by 8 pixels, black or white. **DRAW** (Gregor and others 2015) spreads one image $x$ over $T$ writes. An LSTM reads the image and the canvas's error, $x - \text{sigmoid}(c_{t-1})$, and makes the posterior of $z_t$; the prior is $N(0, 1)$. A second LSTM reads $z_t$, and its state $h_t$ is written: $c_t = c_{t-1} + h_t W$. After the last write every pixel is a coin with the probability $\text{sigmoid}(c_T)$. With $T = 1$ this is a **variational autoencoder** (VAE).
#
# **Predict first.** DRAW (eight writes of four numbers) against a VAE (sixteen), about equal in weights and seconds: by how many nats an image is DRAW's bound better? (Independent pixels: 24.7. Worse: negative.)

# %% predict="draw"
prediction = None

# %% experiment=1
painted = stored("digit_writes")
gap = [run["VAE"]["bound"] - run["DRAW"]["bound"] for run in painted.results]
score_prediction(prediction, np.mean(gap), unit="nats", within=0.3)
digits.print_digits(painted)
digits.show_writes(painted)

# %% [markdown]
# None: the VAE, which paints at once, is 0.2 ahead. The KL falls from write to write, from 1.23 nats to 0.11: the first decide, the last polish. (Nats are scored on real digits, with $z$ from the encoder; the pictures take $z$ from the prior.)
#
# The paper's network chooses *where* to read and write, by $N \times N$ Gaussian filters around a movable point (exercises 12.13 and 12.14). Ours, with 3 by 3, is hardly better than independent pixels.

# %% [markdown]
# ### Optional: more of the parts

# %% [markdown]
# <details><summary>The density of one Gaussian: 10 minutes</summary>
#
# ### Exercise 12.9 gaussian_nll
#
# **10 minutes, 0 points.** A Gaussian over D numbers, independent of one another, has the density
#
# $$ p(x) = \prod_d \frac{1}{\sqrt{2 \pi \sigma_d^2}} \, e^{-(x_d - \mu_d)^2 / (2 \sigma_d^2)} . $$
#
# `gaussian_nll(x, mu, log_var)` returns $-\ln p(x)$ in nats. `x`, `mu` and `log_var` have the same shape (..., D), and `log_var` holds $\ln \sigma^2$. Return an array of the shape (...), added up over the D numbers: (T, B, D) becomes (T, B), and (D,) becomes one number. `x` may be so far away that its density is rounded to 0.
#
# By hand, D = 1: $x = 3$, $\mu = 1$ and `log_var` = $\ln 4$, so that $\sigma$ is 2. The density is $e^{-1/2} / (2 \cdot 2.5066) = 0.1210$, and the result is 2.1121.
#
# </details>


# %% exercise="gaussian_nll" minutes=10 optional
def gaussian_nll(x, mu, log_var):
    ### BEGIN SOLUTION
    # Why: The logarithm of the product is a sum, and the logarithm of the variance is given. Taken
    # this way round, no density is ever computed that could be rounded to 0.
    squares = (x - mu) ** 2 / np.exp(log_var)
    return (np.log(2 * np.pi) + log_var + squares).sum(axis=-1) / 2
    ### END SOLUTION


# %% check="gaussian_nll" points=0
check_gaussian_nll(gaussian_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_gaussian_nll

check_gaussian_nll(gaussian_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Take the logarithm of one factor on paper first: a product, a root and an exponential. Which of the three parts needs $\ln \sigma^2$, and which needs $\sigma^2$ itself?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A draw from a Gaussian, and its way back: 10 minutes</summary>
#
# ### Exercise 12.10 reparametrise
#
# **10 minutes, 0 points.** A draw from a Gaussian, and its way back, in one function. `reparametrise(mu, log_var, eps, dz)` takes means `mu` and log-variances `log_var` ($\ln \sigma^2$), draws `eps` from $N(0, 1)$, and `dz`, the gradient of the loss with respect to the draw, all of one shape (..., Z). Return `z`, `dmu` and `dlog_var`, in this order and of that shape: the draw $z = \mu + \sigma \epsilon$, and the gradients of the loss with respect to `mu` and to `log_var`. `eps` was drawn outside and depends on neither.
#
# By hand, one number: with `mu` = 1, `log_var` = $\ln 4$, `eps` = 1.5 and `dz` = 2, z is 4, `dmu` is 2 and `dlog_var` is 3. To see the last one: a `log_var` larger by 0.01 makes z 4.01504, larger by 0.01504, and the loss by twice that.
#
# </details>


# %% exercise="reparametrise" minutes=10 optional
def reparametrise(mu, log_var, eps, dz):
    ### BEGIN SOLUTION
    # Why: The root of exp(log_var) is exp(log_var / 2), whose slope is half of itself. mu moves z one
    # to one. Both gradients exist because z is a function of mu and log_var once eps is fixed.
    noise = np.exp(log_var / 2) * eps
    return mu + noise, dz, dz * noise / 2
    ### END SOLUTION


# %% check="reparametrise" points=0
check_reparametrise(reparametrise)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_reparametrise

check_reparametrise(reparametrise, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# How is $\sigma$ made of $\ln \sigma^2$? Write z as a function of `mu` and `log_var` and differentiate it by each of the two; `dz` is a factor of both gradients.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>The two terms of the bound at every step, with padding: 10 minutes</summary>
#
# ### Exercise 12.11 elbo_terms
#
# **10 minutes, 0 points.** `elbo_terms(xs, output, posterior, prior, mask)` takes `xs (T, B, D)`, the `Gaussian(mu, log_var)` of its outputs, of `(T, B, D)`, the two Gaussians of z, of `(T, B, Z)`, and `mask (T, B)`, floats, 1 on real steps and 0 on padding. It returns two arrays, `nll` and `kl`, both `(T, B)`: $-\ln p(x_t \mid z_t, \dots)$ under the output, and how far the posterior is from the prior, KL(posterior ‖ prior), the mean under the posterior. Both are sums over their D or Z numbers and neither is a mean; nothing is summed over steps or rows.
#
# On padding both are 0, whatever stands there: NaN and inf are allowed in all arrays but the mask. `gaussians.gaussian_nll(x, mu, log_var)` and `gaussians.gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)`, KL(q ‖ p), are given. They sum over the last axis, and raise an error where a log-variance is NaN or infinite.
#
# By hand, D = Z = 1, one real step and one of padding: x is 1 and NaN, the output has mean 0 and log-variance 0 at both, the posterior mean 2, the prior mean 0, all with log-variance 0. At the first step nll = $\frac{1}{2} (\ln 2 \pi + 1)$ = 1.4189 and kl = $2^2 / 2$ = 2; at the second both are 0.
#
# </details>


# %% exercise="elbo_terms" minutes=10 optional
def elbo_terms(xs, output, posterior, prior, mask):
    ### BEGIN SOLUTION
    # Why: NaN times 0 is NaN, so padding has to be replaced and cannot be multiplied away: before the
    # two functions, which would not take it, and after them, where zeros have an nll of their own.
    real = mask[..., None] == 1
    xs, *q = (np.where(real, a, 0) for a in (xs, *output, *posterior, *prior))
    nll = gaussians.gaussian_nll(xs, *q[:2])
    kl = gaussians.gaussian_kl(*q[2:])
    return np.where(mask == 1, nll, 0), np.where(mask == 1, kl, 0)
    ### END SOLUTION


# %% check="elbo_terms" points=0
check_elbo_terms(elbo_terms)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_elbo_terms

check_elbo_terms(elbo_terms, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.where(mask[..., None] == 1, a, 0)` makes zeros of the padding of `a (T, B, D)`. What do the two functions return for zeros, and what should stand there? Of q and p in KL(q ‖ p), which one is the posterior?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Two states, and a prior that knows nothing, STORN: 15 minutes</summary>
#
# ### Exercise 12.12 storn_step
#
# **15 minutes, 0 points.** One step of a stochastic recurrent network in training. It has two states: r, which reads the sequence up to x so that z can be recognised, and h, which generates.
#
# 1. The next r is a step of the GRU `p.reader` from r on x.
# 2. The posterior of z is what `p.encoder` makes of the next r.
# 3. z is a draw from it, made of the standard normal numbers eps.
# 4. The next h is a step of the GRU `p.cell` from h; its input is `x_before`, the output of the step before, and z side by side, `x_before` first.
# 5. The output, a Gaussian over x, is what `p.decoder` makes of the next h.
# 6. The prior of z is a standard normal one: mean 0 and standard deviation 1 for every number.
#
# `storn_step(p, x, x_before, h, r, eps)` takes `x, x_before (B, D)`, `h, r (B, H)`, `eps (B, Z)`, and returns three things: `h_next (B, H)`, `r_next (B, H)` and `LatentStep(z, prior, posterior, output)`, with the shapes of 12.6. `gaussian_net` and `gru_step` are given as there.
#
# By hand, B = D = H = Z = 1, with h = 0.8, r = -0.4, eps = 0.5, the weights of both GRUs 0 (so that each halves its state), and an encoder that returns 1 and $\ln 4$ whatever it reads: r_next = -0.2, z = 1 + 2 · 0.5 = 2, h_next = 0.4. A decoder that returns its input and the log-variance 0 makes the output 0.4 and 0.
#
# </details>


# %% exercise="storn_step" minutes=15 optional
def storn_step(p, x, x_before, h, r, eps):
    ### BEGIN SOLUTION
    # Why: h never reads x itself, only what came before and z: all that it knows of x came through z,
    # at the price of the KL. The log-variance of a standard deviation of 1 is 0.
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    h_next, _ = gru_step(p.cell, np.concatenate([x_before, z], axis=1), h)
    prior = Gaussian(np.zeros_like(z), np.zeros_like(z))
    return h_next, r_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, h_next))
    ### END SOLUTION


# %% check="storn_step" points=0
check_storn_step(storn_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_storn_step

check_storn_step(storn_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which of the two states may know x, and which one has to predict it? The output comes last: the state that it reads has already taken z in. For the prior, $\ln 1$ is 0, and `np.zeros_like(z)` has the shape of z.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Where to look, a bank of Gaussian filters: 15 minutes</summary>
#
# ### Exercise 12.13 filter_bank
#
# **15 minutes, 0 points.** `filter_bank(gx, gy, delta, sigma, N, R, C)` makes N filters along the columns and N along the rows of an image of R rows and C columns. `gx`, `gy`, `delta` and `sigma`, each `(B,)`, hold for every row of the batch the centre of the bank (gx is a column, gy a row), the distance between neighbouring filters, and the width of a filter, all in pixels: the first pixel of each direction stands at 0. They need not be whole numbers, and the centre may lie outside of the image.
#
# The N places of the filters are delta apart, in rising order, and the mean of the N places is the centre. A filter at the place $\mu$ weighs the pixel $a$ in proportion to $\exp(-(a - \mu)^2 / (2 \sigma^2))$, and its weights sum to 1. So they do for a filter so far outside that all these numbers are smaller than any float. No small number can be added below the fraction line for it.
#
# Return two arrays, `F_x (B, N, C)` and `F_y (B, N, R)`: the filters along the columns around gx, and those along the rows around gy.
#
# By hand, N = 2, gx = 1, delta = 2, sigma = 1 and C = 3: the filters stand at 0 and 2. The first weighs the pixels 0, 1, 2 by 1, $e^{-1/2}$ = 0.6065 and $e^{-2}$ = 0.1353, which sum to 1.7419: its row of F_x is 0.5741, 0.3482, 0.0777, and the second row is the same backwards.
#
# </details>


# %% exercise="filter_bank" minutes=15 optional
def filter_bank(gx, gy, delta, sigma, N, R, C):
    ### BEGIN SOLUTION
    # Why: i - (N - 1) / 2 runs from -(N - 1) / 2 to (N - 1) / 2, so its mean is 0, for an even N, too.
    # Weights in proportion to exp(a) that sum to 1 are a softmax, which subtracts the largest a
    # before exp, and so never divides by 0.
    def filters(g, pixels):
        places = g[:, None] + (np.arange(N) - (N - 1) / 2) * delta[:, None]
        away = np.arange(pixels) - places[:, :, None]
        return softmax(-(away**2) / (2 * sigma[:, None, None] ** 2))

    return filters(gx, C), filters(gy, R)
    ### END SOLUTION


# %% check="filter_bank" points=0
check_filter_bank(filter_bank)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_filter_bank

check_filter_bank(filter_bank, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write one function for one direction, and call it twice. `places (B, N)` first; then `np.arange(pixels) - places[:, :, None]` has the shape (B, N, pixels). Exponentials of numbers, divided by their sum: which function of the earlier modules is this, and how does it survive numbers like -5000? `softmax(a)`, over the last axis, is imported.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>Back onto the canvas: 10 minutes</summary>
#
# ### Exercise 12.14 draw_write
#
# **10 minutes, 0 points.** Reading looks at an image through the filters of 12.13: number (i, j) of the patch is the sum over all pixels (a, c) of `F_y[i, a] * image[a, c] * F_x[j, c]`, times gamma. Writing goes the other way with the same filters: `draw_write(patch, F_x, F_y, gamma)` takes `patch (B, N, N)`, `F_x (B, N, C)`, `F_y (B, N, R)` and `gamma (B,)`, and returns `image (B, R, C)`. Pixel (a, c) is the sum over all numbers (i, j) of the patch of `F_y[i, a] * patch[i, j] * F_x[j, c]`, divided by gamma, the one of its row of the batch. So the first axis of a patch runs down the image, as in the image itself. gamma is never 0, but may be negative.
#
# By hand, N = 1, R = C = 2, F_y = (0.5, 0.5), F_x = (0.25, 0.75), the patch 8 and gamma 2: both rows of the image are 0.5 · 8 · 0.25 / 2 = 0.5 and 0.5 · 8 · 0.75 / 2 = 1.5.
#
# </details>


# %% exercise="draw_write" minutes=10 optional
def draw_write(patch, F_x, F_y, gamma):
    ### BEGIN SOLUTION
    # Why: A sum over neighbouring indices is a product of matrices: F_y^T patch F_x, (R, N) times
    # (N, N) times (N, C). @ multiplies the last two axes and leaves the batch alone. A read
    # multiplied by gamma and a write divides by it, so that gamma cancels for a patch that is read
    # and written back.
    image = F_y.swapaxes(1, 2) @ patch @ F_x
    return image / gamma[:, None, None]
    ### END SOLUTION


# %% check="draw_write" points=0
check_draw_write(draw_write)
### BEGIN HIDDEN TESTS
from helpers.checks.m12_latent import check_draw_write

check_draw_write(draw_write, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# For one row of the batch it is a product of three matrices, whose shapes leave only one order: which of the two banks has to be transposed? `a.swapaxes(1, 2)` transposes every matrix of a batch, `a.T` would also move the batch. Or write the sum with `np.einsum`.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# A cross of 3 by 3 numbers on a held-out digit, through three banks:

# %% experiment=1
bank = yours(filter_bank, check_filter_bank, recurrent.filter_bank)
write = yours(draw_write, check_draw_write, recurrent.draw_write)
digits.show_patches(live.patches_on_a_digit(bank, write))


# %% [markdown]
# ## 9 Yours goes on
#
# Back to the lamp. Your mixture draws a number, reads it, and draws the next; your step too, with the prior in the encoder's place, as there is no $x$ yet.
#
# **Predict first.** The past ends at 1. Three steps on, in what share of the lamp's futures is it at 1?

# %% predict="three_steps"
prediction = None

# %% experiment=2 volatile
show_map_at("yours")
rng, size = np.random.default_rng(0), {"context": context, "n": 14, "B": 400}
going = {"the lamp": drawing.by_rule(rng, **size)}
going["mixture of 2"] = drawing.by_density(rng, two, **size)
going["VRNN"] = drawing.by_step(rng, step, vrnn.to_scratch(), **size)
score_prediction(prediction, (1 + 0.6**3) / 2, unit="of the futures", within=0.05)
print(", ".join(f"{name} {np.mean(xs[2] > 0):.2f}" for name, xs in going.items()))
drawn.show_futures(context, going)

# %% [markdown]
# Each step leaves 0.6 of what is known. Your mixture's futures look like the lamp's; those of your step, with weights from PyTorch, nearly.

# %% [markdown]
# ## 10 Claimed and measured
#
# Means over three seeds, with their range.

# %% experiment=1
from helpers.plots.modules.m12.claims import show_claims

show_claims(both, six, linear, pens, painted, tighter, distances)

# %% [markdown]
# ## 11 Limits
#
# - **Rules, not the world.** Exact floors need them.
# - **Small and short.** At most 93,000 weights, seconds of training.
# - **One family of $q$**: Gaussians of independent numbers, which see no future.
# - **A bound is not a score.** Mixtures are scored exactly, latent models from above.
#
# ## 12 Summary
#
# - One Gaussian cannot say two futures, whatever comes before it: 1.59 nats a step.
# - A mixture can, at one component for each future; latent numbers combine.
# - $\ln p(x) \ge -\text{nll} - \text{kl}$, short of it by the KL of $q$ from the true posterior.
# - A KL of 0 can be a failure, an effect of training, or correct: only a floor or a rival tells.
# - Annealing and free bits train on something else; score by the bound.
#
# Module 13: where a step's time goes, and which networks need no loop.
#
# ### Essay: will they cross?
#
# **20 minutes, 4 points, graded by hand.** 150 to 300 words. A car measures where people on the kerb stand; each will wait or cross. Forecast the next three seconds. One point each: (i) what one Gaussian for each person would say, with a number of this module; (ii) mixture or latent variable for one person and for eight together, by counting; (iii) how you would notice a collapse, and tell a harmful from a right one; (iv) the cheapest strong baseline, and the outcome that would make you drop the latent variable.

# %% [markdown] essay="will_they_cross" points=4 minutes=20
# **Rubric.**
#
# - 1 point: the mean lies between kerb and lane, where nobody goes, with a wide variance; 1.59 nats a step on two futures, or the share of probability between the peaks.
# - 1 point: two components for one person; $2^8 = 256$ for eight together, or eight latent numbers (or eight independent mixtures, if they do not watch each other: the point is earned by saying so).
# - 1 point: the KL of each latent number, near 0; then compared with a floor, a mixture or the same model annealed: harmful if a rival is better, right if none is.
# - 1 point: a mixture of two for each person on a GRU, or constant velocity with a rate of crossing; and a difference over seeds or days below which the latent variable goes.
#
# **A good answer** asks what the planner needs: a probability of crossing, or whole trajectories that agree with one another.

# %% [markdown]
# ## Sources, read critically
#
# - C. Bishop (1994), *Mixture density networks*, Aston University, NCRG/94/004. One network, one target at a time; the responsibilities of 12.2 are there.
# - A. Graves (2013), *Generating sequences with recurrent neural networks*, arXiv:1308.0850. Handwriting by mixtures of twenty; the examples shown are chosen by hand, and the scores have no floor.
# - L. Baum, T. Petrie, G. Soules & N. Weiss (1970), *A maximization technique occurring in the statistical analysis of probabilistic functions of Markov chains*, Annals of Mathematical Statistics: the recursion, and how to learn its tables. L. Rabiner (1989), *A tutorial on hidden Markov models and selected applications in speech recognition*, Proceedings of the IEEE: the readable account.
# - R. Kalman (1960), *A new approach to linear filtering and prediction problems*, Journal of Basic Engineering: the filter, by projections. F. Schweppe (1965), *Evaluation of likelihood functions for Gaussian signals*, IEEE Transactions on Information Theory: the likelihood from the errors of prediction. M. Grewal & A. Andrews (2010), *Applications of Kalman filtering in aerospace 1960 to the present*, IEEE Control Systems Magazine: the history.
# - R. Williams (1992), *Simple statistical gradient-following algorithms for connectionist reinforcement learning*, Machine Learning. The gradient by the density; it needs no derivative of $f$, which is why it is still used.
# - D. Kingma & M. Welling (2014), *Auto-encoding variational Bayes*, ICLR; D. Rezende, S. Mohamed & D. Wierstra (2014), *Stochastic backpropagation and approximate inference in deep generative models*, ICML. The same idea in the same winter; neither reports how loose its bound is.
# - J. Bayer & C. Osendorfer (2014), *Learning stochastic recurrent networks*, arXiv:1411.7610. Music and motion, scores as bounds.
# - J. Chung and others (2015), *A recurrent latent variable model for sequential data*, NIPS. Speech and handwriting; the VRNN is compared by its bound, and by 40 importance samples, with exact scores of others. The tables have no spread over seeds.
# - K. Gregor and others (2015), *DRAW: a recurrent neural network for image generation*, ICML. The gain over one step is shown with and without attention on larger digits; it is compared with other papers' numbers.
# - S. Bowman and others (2016), *Generating sentences from a continuous space*, CoNLL. Collapse named and fought by annealing; the model of text still lost to a plain one in nats, as they say.
# - D. Kingma and others (2016), *Improved variational inference with inverse autoregressive flow*, NIPS: free bits stand in an appendix.
# - Y. Burda, R. Grosse & R. Salakhutdinov (2016), *Importance weighted autoencoders*, ICLR. They also train on the tighter bound, which we did not.
