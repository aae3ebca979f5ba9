# %% [markdown]
# # 08 Sampling and generation
#
# **160 minutes.** (Essay included; half an hour more for slow reading, 45 minutes for optional exercises.) After this module you can
#
# - draw from a distribution with one uniform number, and test that the draws are right;
# - say exactly what temperature, top-k and nucleus do to a distribution, and when to use which;
# - let a model write until it says that it has finished;
# - search for likely sequences with a beam, and explain why you may not want them;
# - measure how far a model that is fed its own text strays from the truth.
#
# You need module 01's softmax, module 02's language models, the LSTM of module 04 and module 05's GRU.

# %% setup
import numpy as np

from helpers import sampling
from helpers.checks.m08_sampling import (
    check_beam_search,
    check_distinct_n,
    check_drift,
    check_generate_ids,
    check_min_p,
    check_novelty,
    check_nucleus,
    check_redraw_unk,
    check_sample,
    check_sampling_by_hand,
    check_scheduled_optimum,
    check_temper,
    check_top_k,
    check_typical,
)
from helpers.scratch.ops import log_softmax

# %% [markdown]
# Names, given their language: module 05's GRU has learned from 1,848 names, and now makes up its own. Below it, an LSTM goes on after *The statement*; it learned its English, character by character, from Python's help topics.

# %% experiment=6 volatile
from helpers.datasets.source_code import CODE_VOCAB
from helpers.experiments.m08_sampling.parts import names, told, writer
from helpers.experiments.names_model import corpus
from helpers.experiments.names_scratch import train_names
from helpers.plots.modules.m08 import sampling as figures

data, languages = corpus(0), ("finnish", "greek", "italian", "japanese", "polish")
gru, _ = train_names(data, 0, updates=600, bar=True)
symbols = np.repeat([data.symbol(language) for language in languages], 5)
us = np.random.default_rng(0).uniform(size=(15, len(symbols)))
written = names.write_names(gru, symbols, us, lambda logits: sampling.temper(logits, 0.7))
figures.print_names(written, languages)

# %% experiment=1 volatile
english = writer.load_english()
prompt = CODE_VOCAB.encode("The statement")[:, None]
us = np.random.default_rng(0).uniform(size=(300, 1))
ids = writer.write(english, prompt, us, lambda logits: sampling.temper(logits, 0.6))
figures.print_text("The statement" + CODE_VOCAB.decode(ids[:, 0]))
figures.show_map_at()

# %% [markdown]
# Neither model was trained to write. Each was trained to *predict*; between a prediction and the next input stands the **sampler**. You will build it, see how much of a text is its work, and at the end write with it.
#
# ### Recall
#
# Three questions, each answered in place of `None`.
#
# **One.** What is the perplexity (module 02) of a model that holds 4 tokens equally likely at every step?

# %% predict="recall_perplexity"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 4, "The exponential of the loss ln 4: as many as it wavers between.")

# %% [markdown]
# **Two.** Two logits (module 01) are $\ln 3$ and 0. What is the first token's probability?

# %% predict="recall_softmax"
prediction = None

# %%
score_recall(prediction, 0.75, "The exponentials are 3 and 1, and 3 of 4 is 0.75.")

# %% [markdown]
# **Three.** A sentence (module 02) has three tokens of probability 0.5, 0.25 and 0.5, each given those before it. What is the probability of the sentence?

# %% predict="recall_sentence"
prediction = None

# %%
score_recall(prediction, 0.0625, "The chain rule: the product of the three, 1/16.")

# %% [markdown]
# ## 1 Draw one token
#
# A language model gives a distribution over the next token. To write, one token has to be chosen, read, and predicted from. Why not the most likely one? That is **greedy** decoding.
#
# **Predict first.** The LSTM goes on greedily for 300 characters. Of all its runs of 8 characters (8-grams), what share are different from each other? In human text it is about 0.89 (section 5).

# %% predict="greedy_distinct"
prediction = None

# %% experiment=1 volatile
from helpers.sampling import beam, measures, truncation

figures.show_map_at("draw")
greedy = writer.write(english, prompt, us, lambda logits: truncation.top_k(logits, 1))[:, 0]
distinct = measures.distinct_n(greedy, 8)
score_prediction(prediction, distinct, unit="of the 8-grams", within=0.05)
figures.print_text("The statement" + CODE_VOCAB.decode(greedy))

# %% [markdown]
# It falls into a loop: every step confirms the phrase. The model is the same as above; what is broken is the choice.
#
# So *draw*: token $i$ with probability $p_i$. This is **ancestral sampling**, each token given its ancestors. All that is needed is one number $u$, uniform between 0 and 1.

# %% [markdown]
# ### Exercise 8.1 sample
#
# **10 minutes, 2 points.** `sample(probs, u)` draws one token for each of B rows. `probs (B, V)` holds a distribution in each row, `u (B,)` a number for each row, $0 \le u < 1$. The result is `ids (B,)`, an array of whole numbers. Row $b$ draws the lowest id whose cumulative probability, the sum of `probs[b]` from token 0 up to and including that id, is greater than `u[b]`. So a token of probability 0 is never drawn, not even at $u = 0$.
#
# Rounding may leave the sum of a row a little below 1, and `u` may lie between that sum and 1. Then the last token of a probability above 0 is drawn.
#
# By hand: (0.25, 0.5, 0.25) has the cumulative probabilities 0.25, 0.75, 1. At $u = 0.2$ token 0 is drawn. At $u = 0.25$ it is token 1, because 0.25 is not greater than 0.25. At $u = 0.8$ it is token 2.


# %% exercise="sample" minutes=10
def sample(probs, u):
    ### BEGIN SOLUTION
    # Why: The cumulative probabilities cut the line from 0 to 1 into pieces, one for each token and
    # as long as its probability; u, equally likely everywhere, falls into one of them. The ids
    # whose cumulative probability is not greater than u are those to the left of it, and their
    # number is the id drawn.
    ids = (np.cumsum(probs, axis=1) <= u[:, None]).sum(axis=1)
    last = [np.flatnonzero(row)[-1] for row in probs]
    return np.minimum(ids, last)
    ### END SOLUTION


# %% check="sample" points=2
check_sample(sample)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_sample

check_sample(sample, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.cumsum(probs, axis=1)` adds up each row. How many of its entries are at most `u`? A loop over the rows will do as well. Only then look at rows that end below 1: which token may not be passed?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 2 Temperature and cuts
#
# Drawing is honest, to a fault: if the unlikely tokens have a tenth together, then every tenth letter is one that the model itself holds to be odd. Every sampler in use bends the distribution towards the likely.
#
# The oldest way is a **temperature** $\tau$, from physics: a cold system rests in its state of lowest energy. With logits $l$ $(V,)$,
#
# $$ p_i(\tau) = \frac{e^{l_i / \tau}}{\sum_j e^{l_j / \tau}} . $$
#
# Two tokens have the odds $p_i / p_j = e^{(l_i - l_j)/\tau}$: at $\tau = 0.5$ they are squared. Towards 0 it becomes greedy, towards infinity uniform.

# %% [markdown]
# ### Exercise 8.2 temper
#
# **5 minutes, 1 point.** `temper(logits, tau)` takes `logits`, an array $(V,)$ or $(B, V)$, and a temperature `tau` > 0, and returns the logits of the tempered distribution, in the same shape: each divided by `tau`. No softmax is taken; that is left to whoever draws. A logit of $-\infty$, a token of probability 0, stays $-\infty$.
#
# By hand, at $\tau = 0.5$: logits 1, 0, $-2$ become 2, 0, $-4$. The odds of the first token against the second grow from $e^1$ to $e^2$.


# %% exercise="temper" minutes=5
def temper(logits, tau):
    ### BEGIN SOLUTION
    # Why: The odds of two tokens are exp of the difference of their logits. Divided by tau, that
    # difference grows where tau is below 1, and shrinks where it is above.
    return logits / tau
    ### END SOLUTION


# %% check="temper" points=1
check_temper(temper)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_temper

check_temper(temper, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One operator. A cold distribution, `tau` near 0, is a sharp one: do its logits lie closer together or further apart?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# A temperature keeps every token possible. **Top-k** (Fan and others 2018) cuts the tail off: only the $k$ most likely may be drawn.

# %% [markdown]
# ### Exercise 8.3 top_k
#
# **10 minutes, 2 points.** `top_k(logits, k)` takes `logits (V,)` and a whole number `k` from 1 to V. It returns an array $(V,)$ in which the `k` largest logits stand unchanged and in their places, and $-\infty$ (`-np.inf`) in all others, so that a softmax gives those the probability 0 and the kept ones what is left. Exactly `k` are kept: of equal logits the one with the lower id goes first. A logit that is $-\infty$ already stays so; where fewer than `k` are above $-\infty$, all of these are kept. `logits` itself is not changed.
#
# By hand: logits 1, 3, 2, 3, 2 with $k = 3$ give $-\infty$, 3, 2, 3, $-\infty$. Both 3s are kept, and of the two 2s the first.


# %% exercise="top_k" minutes=10
def top_k(logits, k):
    ### BEGIN SOLUTION
    # Why: A stable sort keeps equal logits in the order of their ids, so that the first k places of
    # the order are the k tokens to keep, ties settled. A threshold, the k-th largest logit, would
    # keep all that are equal to it. exp(-inf) is 0, while a logit of 0 would have a share.
    kept = np.argsort(-logits, kind="stable")[:k]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut
    ### END SOLUTION


# %% check="top_k" points=2
check_top_k(top_k)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_top_k

check_top_k(top_k, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.argsort(-logits, kind="stable")` lists the ids from the largest logit to the smallest; a stable sort leaves equal ones in the order of their ids. Which part of that list do you need? Start from an array of $-\infty$ and fill in the logits of these ids.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# One $k$ does not suit every step: after `impor` hardly any letter but one will do, after a full stop many (the next cell counts them). The **nucleus** (Holtzman and others 2020) fixes not the number of tokens but the probability that they have together.

# %% [markdown]
# ### Exercise 8.4 nucleus
#
# **20 minutes, 3 points.** `nucleus(logits, p)` takes `logits (V,)` and $0 \le p \le 1$. It keeps the fewest tokens, the most likely first, whose probabilities sum to at least `p`: the token with which the sum reaches `p` is kept too. There is always one, so that $p = 0$ keeps the most likely token alone, and $p = 1$ keeps all. The result is an array $(V,)$ as in 8.3, the logits of the kept tokens unchanged and in their places, $-\infty$ elsewhere. The probabilities are the softmax of `logits`; `log_softmax` is given. Of equally likely tokens the one with the lower id goes first. A logit of $-\infty$ stays so. `logits` itself is not changed.
#
# Rounding may leave the sum of all probabilities a little below 1, so that no sum reaches $p = 1$; all tokens are kept then. In the check no sum lies within 0.001 of `p`, but for $p = 0$ and $p = 1$.
#
# By hand, with the probabilities 0.10, 0.40, 0.25, 0.25 and $p = 0.5$: from the top the sums are 0.40 and 0.65, so tokens 1 and 2 are kept, and token 3, as likely as token 2, is not.


# %% exercise="nucleus" minutes=20
def nucleus(logits, p):
    ### BEGIN SOLUTION
    # Why: A token is kept as long as the tokens before it sum to less than p. That keeps the one
    # that crosses p, whose own sum is above it. At p = 0 nothing comes before the first token, and a
    # sum of 0 is not less than 0, so that one token is kept by a rule of its own.
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    before = np.cumsum(probs) - probs
    kept = order[: max(1, (before < p).sum())]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut
    ### END SOLUTION


# %% check="nucleus" points=3
check_nucleus(nucleus)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_nucleus

check_nucleus(nucleus, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Sort the ids as in 8.3, and add up the probabilities in that order. Whether a token is kept depends on the sum of those before it, without its own: what must that sum be compared with? How many are kept is all you need to know; the rest is `top_k`.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Two later cuts are optional exercises below: **min-p** keeps what is at least a share $p$ as likely as the best token, **typical** sampling keeps the tokens whose surprise $-\ln p_i$ is nearest to the one expected. Here are six samplers on five tokens, with yours among them.

# %% experiment=1
from helpers.scratch.ops import softmax

figures.show_map_at("cut")
draw = yours(sample, check_sample, sampling.sample)
heat = yours(temper, check_temper, sampling.temper)
cut_k = yours(top_k, check_top_k, truncation.top_k)
cut_p = yours(nucleus, check_nucleus, truncation.nucleus)
FIVE = np.log([0.4, 0.1, 0.25, 0.2, 0.05])
for text in ("The statement impor", "This is it. "):
    row = writer.read_prompts(english, CODE_VOCAB.encode(text)[:, None])[0][0]
    figures.print_kept(text, row, cut_k(row, 10), cut_p(row, 0.9))

# %% experiment=1
samplers = {
    "ancestral": lambda logits: logits,
    "temperature 0.5": lambda logits: heat(logits, 0.5),
    "top-k, k = 2": lambda logits: cut_k(logits, 2),
    "nucleus, p = 0.8": lambda logits: cut_p(logits, 0.8),
    "min-p, p = 0.2": lambda logits: truncation.min_p(logits, 0.2),
    "typical, mass 0.4": lambda logits: truncation.typical(logits, 0.4),
}
figures.show_samplers(FIVE, samplers)

# %% [markdown]
# Do draws really come out like this? Draw 20,000 times with each and compare the counts $n_i$ with the expected $N p_i$ by $\chi^2 = \sum_i (n_i - N p_i)^2 / (N p_i)$. A right sampler has a $\chi^2$ near its degrees of freedom, one less than the tokens that are kept; the p-value is the share of runs of a right sampler whose $\chi^2$ is larger still. The last row is a common mistake: drawing from the nucleus without dividing by its sum, so that what is missing goes to the last kept token.

# %% experiment=1
draws = np.random.default_rng(0).uniform(size=20_000)
rows = {}
for name, cut in samplers.items():
    probs = softmax(cut(FIVE))
    ids = draw(np.tile(probs, (len(draws), 1)), draws)
    rows[name] = np.bincount(ids, minlength=5), probs
kept = softmax(FIVE) * (probs := softmax(cut_p(FIVE, 0.8)) > 0)
wrong = np.minimum((np.cumsum(kept) <= draws[:, None]).sum(axis=1), 3)
rows["not renormalised"] = np.bincount(wrong, minlength=5), kept / kept.sum()
figures.print_chi_squared(rows)

# %% [markdown]
# ### Which temperature?
#
# With which $\tau$ does the LSTM *predict* human text best, and with which does it *write* best? For the second, the LSTM of module 04 writes source code, and Python itself says which lines parse.
#
# **Predict first.** At which temperature is the loss on held-out English lowest, of 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5 and 2?

# %% predict="best_temperature"
prediction = None

# %% experiment=2 volatile
from helpers.datasets.text import pydoc_topics, split_topics
from helpers.experiments import stored
from helpers.experiments.m08_sampling.parts.heldout import tempered_losses

held_out = writer.windows(split_topics(pydoc_topics(), seed=0)[1], 16, 400)
taus = [0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0]
losses = tempered_losses(english, held_out, heat, taus)
score_prediction(prediction, taus[int(np.argmin(losses))], within=0.15)
print(f"loss {losses.min():.3f} there, {losses[taus.index(1.0)]:.3f} at temperature 1")
code = stored("functions_by_temperature")
figures.show_temperature(taus, losses, code)

# %% [markdown]
# To predict, leave the logits nearly as they are: training minimised this very loss, and on new text the model is a little too sure of itself. To write, go lower: most lines parse at 0.3 to 0.5; colder, the writing loops, hotter, it makes mistakes. Whole functions that parse are few at any temperature, for opposite reasons: at 0.3 only 8 of 192 end within 500 characters, and 7 of these parse; at 1, 111 end, and again 7 parse.
#
# ## 3 Feed it back
#
# A text is drawn by feeding back: what was drawn is read, and gives the next distribution. It needs an end. The usual way is a token **`<EOS>`** that ended every training sequence; without it, as in our English, only a maximal length ends a text. And **`<UNK>`**, which stands for all that is rare, may be *kept*, and the text has gaps; *dropped* after it was drawn and read; or *redrawn*, until something else comes, which is to give it the logit $-\infty$ (optional exercise 8.12). We redraw.

# %% [markdown]
# ### Exercise 8.5 generate_ids
#
# **15 minutes, 3 points.** `generate_ids(table, start, us, eos, max_len)` writes a sequence with the smallest language model there is. `table (V, V)` holds in row $i$ the distribution of the token that follows token $i$; `start` and `eos` are ids, `us (N,)` are numbers, $0 \le u < 1$, with N at least `max_len`. The first token is drawn from the row of `start`, every further one from the row of the token before it, the $t$-th (from 0) with `us[t]`. It ends with the first `eos` that is drawn, or after `max_len` tokens. The result is `ids (L,)`, an array of whole numbers, $1 \le L \le$ `max_len`: the tokens drawn. `start` is not among them, `eos` is if it was drawn. `start` may itself be `eos`; drawing then goes on as from any other start.
#
# A row may be drawn from as in 8.1. The course's `sampling.sample(probs, u)` takes a single row with a single number as well, `probs (V,)` and `u`, and returns one id.
#
# By hand, with the tokens a, b, # (ids 0, 1, 2), the rows a: (0.3, 0.5, 0.2), b: (0.1, 0.4, 0.5), #: (0.6, 0.4, 0), `start` and `eos` both 2, `us` = (0.7, 0.05, 0.9, 0.3) and `max_len` = 4: in row # 0.7 is beyond 0.6, so b; in row b 0.05 is below 0.1, so a; in row a 0.9 is beyond 0.8, so #, the end. The result is (1, 0, 2), and the fourth number is not used.


# %% exercise="generate_ids" minutes=15
def generate_ids(table, start, us, eos, max_len):
    ### BEGIN SOLUTION
    # Why: What was drawn becomes what is read: previous is start once, and then each drawn token in
    # turn. The end is tested on a drawn token, after it was appended, so that a start of <EOS> does
    # not end the sequence and the <EOS> that does is part of it.
    ids, previous = [], start
    for u in us[:max_len]:
        previous = int(sampling.sample(table[previous], u))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)
    ### END SOLUTION


# %% check="generate_ids" points=3
check_generate_ids(generate_ids)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_generate_ids

check_generate_ids(generate_ids, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Keep one variable for the token whose row comes next. What is it before the first draw, and what after each? Append to a list, and make an array of it at the end. Of which token do you ask whether it is `eos`, and before or after it was appended?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The smallest model of names is a table that knows which letter follows which. A network can also be *told* something: **conditioned generation** gives it a vector, here that of the language, as its first input or state. (A sentence's vector gives translations: module 09.) With your functions both write Japanese names; then the GRU writes 50 in each of 11 languages, and a classifier that counts pairs of letters says whose they are.

# %% experiment=1 volatile
from helpers.datasets.names import load_names
from helpers.experiments.names_model import EOS, spell

figures.show_map_at("feed")
generate = yours(generate_ids, check_generate_ids, beam.generate_ids)
table, rng = names.letter_table(load_names()["japanese"]), np.random.default_rng(1)
pairs = [spell(generate(table, EOS, u, EOS, 12)) for u in rng.uniform(size=(6, 12))]
figures.print_names(pairs, ["table"])
asked = told.symbols_of(data, 50)
us = rng.uniform(size=(15, len(asked)))
written = np.array(names.write_names(gru, asked, us, lambda z: heat(z, 0.7), draw))
figures.print_names(written[asked == data.symbol("japanese")][:6], ["GRU"])
figures.print_told(stored("names_told"), told.measured(data, asked, written))

# %% [markdown]
# At $\tau = 0.7$ three of four names are given to the language that was asked for, where four of five real held-out names are and one of eleven would be at random. Nearly all are new.
#
# ## 4 Look for the likeliest: beam search
#
# Sometimes one text is wanted, the best one: a translation, a transcript. Greedy search need not find the most probable sequence, since a good first letter may lead nowhere; and there are $V^L$ of length $L$, too many to try. **Beam search** (Lowerre 1976, for speech) keeps the $K$ best beginnings at each step. First on paper.

# %% [markdown]
# ### Exercise 8.6 sampling_by_hand
#
# **20 minutes, 4 points.** On paper, to four decimals; natural logarithms. `sampling_by_hand()` returns fourteen numbers in a dict.
#
# First, one distribution over the tokens A to E: 0.40, 0.10, 0.25, 0.20, 0.05. What is cut has the probability 0, and the rest is divided by its sum. Each sampler starts from these five numbers, not from what another one left.
#
# - `tau_half_A`, `tau_half_E`: the probabilities of A and E at temperature 0.5. Dividing a log-probability by 0.5 squares the probability: square all five, then divide by their sum.
# - `top2_A`, `top2_C`: the probabilities of A and C after top-2.
# - `nucleus_count`, `nucleus_A`, `nucleus_D`: with the nucleus at $p = 0.8$, how many tokens are kept, and the probabilities of A and D.
#
# Second, beam search over the table of 8.5, tokens a, b and #, which ends a sequence; it starts after # (row #: 0.6, 0.4, 0), and the rows of a and b are (0.3, 0.5, 0.2) and (0.1, 0.4, 0.5). Two sequences are kept at each step, $K = 2$. Step 1 keeps a (0.6) and b (0.4). At each further step every kept sequence that has not ended is extended by every token, and of all extensions together the two of the highest probability are kept. One that ends in # is finished: it counts as one of the two that are kept at its step, then it is set aside and not extended. After step 3 the search ends.
#
# - `step2_best`, `step2_second`: the probabilities of the two sequences kept at step 2.
# - `step3_best`: the higher probability of the two kept at step 3.
# - `score_b_0`, `score_ab_0`: the scores of the finished sequences b # and a b # at $\alpha = 0$. A score is $\ln P / L^\alpha$, with the probability $P$ of the sequence and its length $L$; # counts in the length, the # that it starts after does not.
# - `score_b_1`, `score_ab_1`: the same at $\alpha = 1$. Which of the two has the higher score now?
#
# By hand, a number that is not asked for: a a, an extension of step 2, has the probability $0.6 \cdot 0.3 = 0.18$.


# %% exercise="sampling_by_hand" minutes=20
def sampling_by_hand():
    ### BEGIN SOLUTION
    # Why: At temperature 0.5 the squares are 0.16, 0.01, 0.0625, 0.04, 0.0025, with the sum 0.275.
    # The nucleus: 0.40 + 0.25 = 0.65 is below 0.8, so D, which crosses it, is the third, and the sum
    # to divide by is 0.85. The beam at step 2: a a 0.18, a b 0.30, a # 0.12, b a 0.04, b b 0.16, b #
    # 0.20; kept are a b, and b #, which is finished. Step 3 extends a b alone: a b a 0.03, a b b
    # 0.12, a b # 0.15. A sum of logs falls with every token, so alpha = 0 prefers b #; per token
    # a b # is ahead.
    numbers = {"tau_half_A": 0.16 / 0.275, "tau_half_E": 0.0025 / 0.275}
    numbers |= {"top2_A": 0.40 / 0.65, "top2_C": 0.25 / 0.65}
    numbers |= {"nucleus_count": 3, "nucleus_A": 0.40 / 0.85, "nucleus_D": 0.20 / 0.85}
    numbers |= {"step2_best": 0.30, "step2_second": 0.20, "step3_best": 0.15}
    numbers |= {"score_b_0": np.log(0.20), "score_ab_0": np.log(0.15)}
    return numbers | {"score_b_1": np.log(0.20) / 2, "score_ab_1": np.log(0.15) / 3}
    ### END SOLUTION


# %% check="sampling_by_hand" points=4
check_sampling_by_hand(sampling_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_sampling_by_hand

check_sampling_by_hand(sampling_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Sort A to E from the most likely to the least, and write the sum so far below each. Draw the beam as a tree: below # the nodes a and b, below each of them three more with their products. Cross out all but the two largest of the six, and ask of each of the two whether it is finished. `np.log` is the natural logarithm.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With $p_i = e^{l_i} / \sum_j e^{l_j}$, temperature gives $p_i^{1/\tau} / \sum_j p_j^{1/\tau}$. A cut keeps a set $S$ and gives $p_i / \sum_{j \in S} p_j$ for $i \in S$, and 0 elsewhere: for top-k $S$ holds the $k$ most likely tokens, for the nucleus as many of the most likely ones as have $\sum_{j \in S} p_j \ge p$ for the first time. A beam's hypothesis $y_1 \ldots y_L$ has the score $\frac{1}{L^\alpha} \sum_{t=1}^{L} \ln P(y_t \mid y_{t-1})$, where $y_0$ is the start.
#
# </details>

# %% [markdown]
# ### Exercise 8.7 beam_search
#
# **25 minutes, 5 points.** `beam_search(log_table, start, eos, K, alpha, max_len)` looks for the sequence of the highest score. `log_table (V, V)` holds in row $i$ the log-probabilities of the token that follows token $i$, $-\infty$ where it cannot follow; `start` and `eos` are ids, `K` and `max_len` whole numbers of at least 1, `alpha` a number of at least 0. The rules are those of 8.6:
#
# 1. The search begins with one unfinished hypothesis, no token long, of log-probability 0; the token before it is `start`, which is not part of it. `start` may be `eos`.
# 2. At each step every unfinished hypothesis is extended by every token that may follow. Of all these extensions together the `K` of the highest log-probability, the plain sum, are kept, the highest first. Equal ones are taken in the order in which their parents were kept and, under one parent, in the order of their ids.
# 3. Of the kept ones those that end in `eos` are finished. They are among the K of this step, but are neither extended nor dropped later. The others are the unfinished ones of the next step.
# 4. The search ends when no hypothesis is unfinished, or after `max_len` steps.
# 5. The result is the finished hypothesis of the highest score, log-probability / length$^\alpha$, where `eos` counts in the length; of equal ones the one that finished first. Only if none is finished, it is the unfinished one of the highest score.
#
# Return `ids (L,)`, an array of whole numbers, and `score`, a number.
#
# By hand, the table of 8.6 with logarithms, `start` and `eos` 2, $K = 2$, `max_len` 3: $\alpha = 0$ returns (1, 2) and $-1.6094$; $\alpha = 1$ returns (0, 1, 2) and $-0.6324$.


# %% exercise="beam_search" minutes=25
def beam_search(log_table, start, eos, K, alpha, max_len):
    ### BEGIN SOLUTION
    # Why: All extensions compete in one list: two of the K places may go to children of one parent,
    # and none to another's. A finished hypothesis is out of that race, since extending the others
    # only lowers their sums, and waits for the last comparison, the only one in which the length
    # counts. sorted and max are stable: of equal ones they put the earlier first.
    def score(hypothesis):
        ids, total = hypothesis
        return total / len(ids) ** alpha

    live, finished = [((), 0.0)], []
    for _ in range(max_len):
        longer = []
        for ids, total in live:
            row = log_table[ids[-1] if ids else start]
            longer += [((*ids, i), total + row[i]) for i in np.flatnonzero(row > -np.inf)]
        kept = sorted(longer, key=lambda hypothesis: -hypothesis[1])[:K]
        finished += [hypothesis for hypothesis in kept if hypothesis[0][-1] == eos]
        live = [hypothesis for hypothesis in kept if hypothesis[0][-1] != eos]
        if not live:
            break
    best = max(finished or live, key=score)
    return np.array(best[0]), score(best)
    ### END SOLUTION


# %% check="beam_search" points=5
check_beam_search(beam_search)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_beam_search

check_beam_search(beam_search, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A hypothesis can be a tuple (ids, log-probability). Keep two lists, unfinished and finished. In a step, first collect the extensions of all unfinished ones in one list, then sort it: `sorted(longer, key=...)[:K]`. Only then look which of the kept ones have ended. The lengths enter after the last step.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Your beam now looks for the likeliest Italian name in the table of pairs.
#
# **Predict first.** With $\alpha = 0$, how many letters has the name that a beam of width 100 finds? (The course's Italian names have 8 on average.)

# %% predict="beam_length"
prediction = None

# %% experiment=1 volatile
figures.show_map_at("beam")
search = yours(beam_search, check_beam_search, beam.beam_search)
table = names.letter_table(load_names()["italian"])
logs = np.log(table, out=np.full_like(table, -np.inf), where=table > 0)
found = {(K, a): search(logs, EOS, EOS, K, a, 12) for K in (1, 2, 10, 100) for a in (0, 1)}
score_prediction(prediction, len(found[100, 0][0]) - 1, unit="letters", within=1)
exact = {("all", 0): names.likeliest(logs, EOS, 12)}
for (K, alpha), (ids, score) in (found | exact).items():
    print(f"K = {K:>3}, alpha = {alpha}: {spell(ids):6s} {score:7.3f}")

# %% [markdown]
# The wider the beam, the higher the sum, and the shorter the name: each further letter costs probability. The last line is exact: dynamic programming compares *all* names. With $\alpha = 1$, the mean per token, a further letter helps only if it is likelier than the mean so far, so that the best name still stops early. Here a beam (the course's; yours asks a table) grows on the GRU, told *Japanese*:

# %% experiment=1
levels = names.grow(names.speller(gru, data.symbol("japanese")), K=3, steps=11)
figures.show_growth(levels, 3, spell, EOS, steps=(2, 4, 6, 9))

# %% [markdown]
# A beam holds three variants of one idea.
#
# ## 5 Likely, repeated, new
#
# Now all samplers continue the same held-out English, 16 pieces of 300 characters, three separately trained models. Three numbers each. *Likelihood*: nats per character under the model as it is, whatever sampler wrote. *Variety*: the share of different 8-grams within a piece. *Novelty*: the share of 8-grams that stand nowhere in the training text. The last two are optional exercises:

# %% [markdown]
# <details><summary>How much of a text repeats itself: 5 minutes</summary>
#
# ### Exercise 8.8 distinct_n
#
# **5 minutes, 0 points.** `distinct_n(ids, n)` takes a text as `ids (N,)`, whole numbers, and $1 \le n \le N$. An n-gram is a run of `n` ids that stand side by side; the text has $N - n + 1$ of them, each id but the last $n - 1$ begins one. Return the number of different n-grams divided by the number of all: 1 if none occurs twice.
#
# By hand: 0, 1, 0, 1, 1 has the 2-grams 01, 10, 01, 11, of which three differ, so that the share is 3/4 = 0.75.
#
# </details>


# %% exercise="distinct_n" minutes=5 optional
def distinct_n(ids, n):
    ### BEGIN SOLUTION
    # Why: A tuple can be an element of a set, which holds each different n-gram once.
    grams = [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
    return len(set(grams)) / len(grams)
    ### END SOLUTION


# %% check="distinct_n" points=0
check_distinct_n(distinct_n)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_distinct_n

check_distinct_n(distinct_n, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# At which ids does an n-gram begin, from the first to the last? A slice of `ids` made a tuple can stand in a set.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>How much of a text is new: 10 minutes</summary>
#
# ### Exercise 8.9 novelty
#
# **10 minutes, 0 points.** `novelty(ids, train_ids, n)` takes a generated text `ids (N,)`, the training text `train_ids (M,)`, both whole numbers, and $1 \le n \le N$. Return the share of the $N - n + 1$ n-grams of `ids` that stand nowhere in `train_ids`. An n-gram that occurs twice in `ids` counts twice. M may be smaller than `n`: then nothing was seen in training, and the share is 1.
#
# By hand, $n = 2$: `ids` 0, 1, 0, 1, 1 has the 2-grams 01, 10, 01, 11, and the training text 0, 0, 1, 2 has 00, 01, 12. New are 10 and 11, two of four, so that the share is 0.5.
#
# </details>


# %% exercise="novelty" minutes=10 optional
def novelty(ids, train_ids, n):
    ### BEGIN SOLUTION
    # Why: The training text's n-grams are needed as a set, for each is only asked whether it is
    # there. Those of the generated text stay a list, so that a repeated one keeps its weight.
    def grams(text):
        return [tuple(text[i : i + n]) for i in range(len(text) - n + 1)]

    seen = set(grams(train_ids))
    return float(np.mean([gram not in seen for gram in grams(ids)]))
    ### END SOLUTION


# %% check="novelty" points=0
check_novelty(novelty)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_novelty

check_novelty(novelty, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# List the n-grams of both texts as tuples. Of which text do you need each only once, and of which text all? Looking a tuple up in a set takes the same time however large the set is.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# **Predict first.** Under the model, human text has about 1.6 nats per character. How many does the beam's text have?

# %% predict="beam_nats"
prediction = None

# %% experiment=1
from helpers.experiments.m08_sampling.parts import live

figures.show_map_at("measure")
variety = yours(distinct_n, check_distinct_n, measures.distinct_n)
new = yours(novelty, check_novelty, measures.novelty)
compared = stored("samplers_compared")
nats = figures.sampler_rows(compared)["beam, K = 10"]["nats"]
score_prediction(prediction, float(nats.mean()), within=0.1)
by = [english, lambda row: cut_p(row, 0.9), draw, variety, new]
mine = live.measured(*by, compared.settings, 4)
figures.print_samplers(compared, {"yours: nucleus, 4 pieces": mine})
figures.show_compared(compared)

# %% [markdown]
# The last row is your nucleus and your measures. The search for likelihood finds it, 0.43 nats, in the loop of section 1: 0.13 of the 8-grams are different, and none is new. Greedy is next. From there on a step towards the model's own distribution makes the text less likely and newer. Human text is at the far end: 1.63 nats, less likely even than what the model draws (1.47). A model too sure of itself on new text, as the best temperature of 1.1 showed, errs this way. Half of its 8-grams are not new: more novelty is not always more human.

# %% [markdown]
# ## 6 Fed its own text
#
# In training a model reads human text at every step, whatever it predicted: teacher forcing (module 02), which is maximum likelihood. Writing, it reads its own; what that costs is called **exposure bias**. A network that learns to steer from a person who keeps to the middle of the road (Pomerleau 1991) never sees how one gets back to it, unless shifted pictures are added.
#
# Take a chain, so that everything can be computed. $P$ $(V, V)$, in code `P_true`, holds in row $i$ the distribution of the token after $i$; if $p_t$ $(V,)$ is the distribution over tokens at step $t$, then $p_{t+1} = p_t P$. The model has $\hat P$, `P_model`, and $\hat p_{t+1} = \hat p_t \hat P$.

# %% [markdown]
# ### Exercise 8.10 drift
#
# **15 minutes, 3 points.** `drift(P_true, P_model, p0, T)` compares two chains that start alike. `P_true` and `P_model`, both $(V, V)$, hold in row $i$ the distribution of the token after token $i$, by the truth and by a model; `p0 (V,)` is the distribution of the first token, for both. If $p$ is the distribution over tokens at one step, then token $j$ has the probability $\sum_i p_i P_{ij}$ at the next. One chain takes all its steps by `P_true`, the other, free running, all by `P_model`. Return `distances (T + 1,)`: entry $t$ is the total variation between the two after $t$ steps, half the sum of the absolute differences of the V probabilities. Entry 0 is 0, since both start from `p0`; T may be 0.
#
# By hand, $V = 2$, $T = 2$: the truth stays where it is, rows (1, 0) and (0, 1), the model leaks, rows (0.9, 0.1) and (0, 1), and `p0` is (1, 0). The truth stays at (1, 0). The model is at (0.9, 0.1), then at (0.81, 0.19). The distances are 0, 0.1 and 0.19.


# %% exercise="drift" minutes=15
def drift(P_true, P_model, p0, T):
    ### BEGIN SOLUTION
    # Why: Each chain goes on from where it is itself; after one step the model is no longer where
    # the truth is, and its next error comes on top. What one chain has too much of, it lacks
    # elsewhere, so that the differences count everything twice: hence the half.
    true, free, distances = p0, p0, [0.0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        distances.append(0.5 * np.abs(true - free).sum())
    return np.array(distances)
    ### END SOLUTION


# %% check="drift" points=3
check_drift(drift)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_drift

check_drift(drift, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Carry two distributions along, both $(V,)$. On which side of the table does $p$ stand in $\sum_i p_i P_{ij}$? How many distances are there in all, and which one needs no step?
#
# </details>
#
# [Worked solution]()

# %% experiment=0
from helpers.experiments.m08_sampling.parts import road
from helpers.plots.modules.m08 import exposure

figures.show_map_at("drift")
stray = yours(drift, check_drift, measures.drift)
truth, p0 = road.driver(), np.eye(road.V)[road.MIDDLE]

# %% [markdown]
# Why do errors add up? Split the error of one step in two:
#
# $$ \hat p_{t+1} - p_{t+1} = \hat p_t \hat P - p_t P = \underbrace{(\hat p_t - p_t)\,\hat P}_{\text{old error, carried on}} + \underbrace{p_t\,(\hat P - P)}_{\text{new error, on true states}} . $$
#
# Half the sum of absolute values of the second part is what teacher forcing sees; call it $f_{t+1}$. The first part does not grow. With $e = \hat p_t - p_t$,
#
# $$ \textstyle\sum_j \big|\sum_i e_i \hat P_{ij}\big| \le \sum_i |e_i| \sum_j \hat P_{ij} = \sum_i |e_i| , $$
#
# as no entry of $\hat P$ is negative and its rows sum to 1. So the drift $d_t$ has $d_{t+1} \le d_t + f_{t+1}$: it is at most the sum of all $f$ so far.
#
# Our driver sits in one of 21 positions, strays from the middle by one at most, and comes back. A table learns from 40 trips of 50 steps (written by your `generate_ids`) by 50 updates of gradient descent, starting from equally likely moves: left, straight on, right. So it is smoothed: a move never seen keeps some probability. Two remedies: *counted*, the exact shares of the moves; *driver asked* (Ross, Gordon and Bagnell 2011), the model drives, the driver says what he would have done there, and it learns from both.
#
# **Predict first.** Teacher-forced, the distance at step 100 is about 0.01. What is it running freely?

# %% predict="drift_100"
prediction = None

# %% experiment=3
runs = []
for seed in range(5):
    counted, model, mended = road.learn_thrice(truth, generate, seed)
    forced = measures.forced_drift(truth, model, p0, 100)
    free = [stray(truth, table, p0, 100) for table in (model, mended, counted)]
    runs.append([forced.cumsum(), free[0], forced, *free[1:]])
lines = dict(zip(exposure.LINES, np.swapaxes(runs, 0, 1), strict=True))
score_prediction(prediction, float(lines["free running"][:, -1].mean()), within=0.02)
print(f"outward from beside the middle: {model[9, 8]:.4f}, counted {counted[9, 8]:.4f}")
exposure.show_drift(lines)

# %% [markdown]
# Seen by teacher forcing the table is nearly perfect. Running freely it leaves the road: about one step in a hundred from beside the middle goes outward, which smoothing alone allows, and out there it walks at random. At step 100 the distance is six times the teacher-forced one, and rising. Either remedy takes the growth away. The bound is loose here, and beyond 1 it says nothing; in the example by hand drift is 0.19 of 0.2.
#
# ### Scheduled sampling
#
# Text has no driver who could be asked. Bengio and others (2015) proposed to train on a mixture: at each step the model reads the true token with probability $\varepsilon$, else one that it drew itself, while the target stays the true one. $\varepsilon$ falls in the course of training. Does the right model remain the best one? Our smallest case, after Huszár (2015): a fair coin, and its copy.

#
# **Predict first.** A small RNN learns the pairs *heads heads* and *tails tails* with $\varepsilon = 0.5$. What probability does it give to the second coin being equal to the one it read? (In every text it is equal.)

# %% predict="copied_half"
prediction = None

# %% experiment=4 volatile
from helpers.experiments.m08_sampling.parts import coin

scheduled = stored("scheduled_coin")
settings = {k: v for k, v in scheduled.settings.items() if k != "epsilons"}
q = coin.learn(0.5, 0, **settings, draw=draw)
score_prediction(prediction, q, within=0.03)
longer = coin.learn(0.5, 0, **settings | {"steps": 1600}, draw=draw)
print(f"after {settings['steps']} updates {q:.3f}, after 1600 {longer:.3f}")

# %% [markdown]
# What is best then? Derive it before you read on.

# %% [markdown]
# <details><summary>Where scheduled sampling ends: 5 minutes</summary>
#
# ### Exercise 8.11 scheduled_optimum
#
# **5 minutes, 0 points.** The text is a fair coin and its copy. A model is trained by scheduled sampling: with probability `eps` it reads the true coin, and otherwise one that it drew itself, which shows heads and tails equally often and says nothing of the true one. It cannot see which of the two it read. `scheduled_optimum(eps)` takes $0 \le$ `eps` $\le 1$ and returns the probability $q$ with which the best such model says that the second token is equal to the coin it read: the share of cases in which it is.
#
# By hand, $\varepsilon = 1$: only the true coin is read, and its copy is always equal, so that $q = 1$.
#
# </details>


# %% exercise="scheduled_optimum" minutes=5 optional
def scheduled_optimum(eps):
    ### BEGIN SOLUTION
    # Why: A true coin is followed by its equal always, one that was drawn in half of all cases:
    # eps * 1 + (1 - eps) * 1/2. The loss, -ln of the probability given to what came, is smallest on
    # average where the probability is the share of cases. The right model, which always copies, is
    # the optimum at eps = 1 alone.
    return eps + (1 - eps) / 2
    ### END SOLUTION


# %% check="scheduled_optimum" points=0
check_scheduled_optimum(scheduled_optimum)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_scheduled_optimum

check_scheduled_optimum(scheduled_optimum, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two kinds of cases, with their shares. In which share of the first kind is the second token equal to the coin that was read, and in which share of the second kind?
#
# </details>
#
# [Worked solution]()

# %% experiment=0
best = yours(scheduled_optimum, check_scheduled_optimum, measures.scheduled_optimum)
exposure.show_scheduled(scheduled, best)

# %% [markdown]
# The trained networks end within 0.03 of $(1 + \varepsilon)/2$, mostly below, since 400 updates from an undecided start are few. At $\varepsilon = 0$ the model ignores what it reads: half of the pairs that it then writes are wrong. *Professor forcing* (Lamb and others 2016) trains a second network to tell free running from teacher forcing by the states, and the model to deceive it.
#
# <details><summary>The derivation, term by term (open it when the check has passed)</summary>
#
# The model reads a coin and cannot see whether it is the true one. With probability $\varepsilon$ it is, and the target is equal to it for certain. With probability $1 - \varepsilon$ it was drawn by the model, independently of the true coin, and the target is equal to it in half of all cases. So the target is equal to what was read with probability $r = \varepsilon + \frac{1 - \varepsilon}{2} = \frac{1 + \varepsilon}{2}$. A model that says *equal* with probability $q$ has the expected loss $-r \ln q - (1 - r) \ln(1 - q)$, whose slope $-\frac{r}{q} + \frac{1 - r}{1 - q}$ is 0 at $q = r$ alone. So the optimum is $q = (1 + \varepsilon)/2$, and not 1.
#
# </details>
#
# ### Optional: &lt;UNK&gt;, and two more cuts

# %% [markdown]
# <details><summary>Never draw &lt;UNK&gt;: 5 minutes</summary>
#
# ### Exercise 8.12 redraw_unk
#
# **5 minutes, 0 points.** `redraw_unk(probs, unk)` takes `probs (B, V)`, a distribution in each row, and the id `unk`. Whoever draws `unk` draws again, from the same row, until another token comes. Return `(B, V)`, the distribution of what comes out: 0 for `unk`, and the other probabilities divided by their sum. Every row has another token. `unk` may be nearly certain, with a probability within $10^{-12}$ of 1: then `1 - probs[b, unk]` has lost its digits, and the sum of the others has not. `probs` itself is not changed.
#
# By hand, with `unk` = 1: (0.3, 0.4, 0.3) becomes (0.5, 0, 0.5).
#
# </details>


# %% exercise="redraw_unk" minutes=5 optional
def redraw_unk(probs, unk):
    ### BEGIN SOLUTION
    # Why: Every round of drawing ends with the same odds among the other tokens, whatever the chance
    # of another round is. So the odds stay, and only the sum has to become 1 again.
    others = probs.copy()
    others[:, unk] = 0.0
    return others / others.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="redraw_unk" points=0
check_redraw_unk(redraw_unk)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_redraw_unk

check_redraw_unk(redraw_unk, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Work on a copy. After `unk` is 0, what does each row sum to, and how do you divide a row by its own sum? `keepdims=True` keeps the axis.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A cut relative to the most likely token, min-p: 5 minutes</summary>
#
# ### Exercise 8.13 min_p
#
# **5 minutes, 0 points.** `min_p(logits, p)` (Nguyen et al. 2025) takes `logits (V,)` and $0 \le p \le 1$, and keeps the tokens whose probability is at least `p` times that of the most likely one: their logits stay unchanged and in their places, all others become $-\infty$. $p = 0$ changes nothing, $p = 1$ keeps the most likely token and all that are exactly as likely. But for these, no probability of the check lies within a thousandth of the threshold. The largest logit may be anything, even 1,000; a logit of $-\infty$ stays so. `logits` itself is not changed.
#
# By hand, with the probabilities 0.40, 0.10, 0.25, 0.20, 0.05 and $p = 0.4$: the threshold is $0.4 \cdot 0.4 = 0.16$, so tokens 0, 2 and 3 are kept.
#
# </details>


# %% exercise="min_p" minutes=5 optional
def min_p(logits, p):
    ### BEGIN SOLUTION
    # Why: The ratio of two probabilities is exp of the difference of their logits, so that no softmax
    # is needed. Where the model is sure, few tokens come close to the most likely one; where it is
    # not, many do: the cut adapts without a sum.
    return np.where(np.exp(logits - logits.max()) >= p, logits, -np.inf)
    ### END SOLUTION


# %% check="min_p" points=0
check_min_p(min_p)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_min_p

check_min_p(min_p, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# What is the ratio of two probabilities in terms of their logits? `np.where` chooses between a logit and $-\infty$.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# <details><summary>A cut around the expected surprise, typical sampling: 15 minutes</summary>
#
# ### Exercise 8.14 typical
#
# **15 minutes, 0 points.** The surprise of a token is $-\ln P$. Its expected value over the row is the entropy, and human text holds few tokens far below it as well as far above. `typical(logits, mass)` (Meister et al. 2023) takes `logits (V,)`, all finite, and $0 \le$ `mass` $\le 1$. It keeps the fewest tokens, those first whose surprise is nearest to the entropy, above or below, whose probabilities sum to at least `mass`: as in 8.4 the token with which the sum reaches `mass` is kept, `mass` = 0 keeps one token and `mass` = 1 all. Kept logits stay unchanged and in their places, all others become $-\infty$. In the check no two tokens are equally far off, but for equal logits, of which the lower id goes first, and no sum lies within 0.001 of `mass`, but for 0 and 1. `logits` itself is not changed.
#
# By hand, with the probabilities 0.40, 0.10, 0.25, 0.20, 0.05: the surprises are 0.916, 2.303, 1.386, 1.609, 2.996, and the entropy is 1.415. Nearest to it are token 2, then 3, then 0. `mass` = 0.3 keeps tokens 2 and 3, and not token 0, the most likely one.
#
# </details>


# %% exercise="typical" minutes=15 optional
def typical(logits, mass):
    ### BEGIN SOLUTION
    # Why: This is the nucleus with another order. A token that is far more likely than the entropy
    # would have it is as untypical as one that is far less likely.
    log_probs = log_softmax(logits)
    probs = np.exp(log_probs)
    entropy = -(probs * log_probs).sum()
    order = np.argsort(np.abs(-log_probs - entropy), kind="stable")
    before = np.cumsum(probs[order]) - probs[order]
    kept = order[: max(1, (before < mass).sum())]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut
    ### END SOLUTION


# %% check="typical" points=0
check_typical(typical)
### BEGIN HIDDEN TESTS
from helpers.checks.m08_sampling import check_typical

check_typical(typical, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Take your solution of 8.4 and change the order of the tokens only. By which number is it sorted, and what does `np.abs` do to it?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ## 7 Yours writes
#
# Type a text and move the sliders, all with your functions. Before each move, say what it will do: when does the writing loop, and when is it no longer English? (Without widgets: `write_on("The class ", 0.7, 10, 0.9)`.)

# %% experiment=3 volatile
import ipywidgets

from helpers.experiments.m08_sampling.parts import sliders


def write_on(start, tau, k, p):
    def cut(row):
        return cut_p(cut_k(heat(row, tau), k), p)

    sliders.write_on(english, start, cut, draw)


figures.show_map_at("yours")
_ = ipywidgets.interact(write_on, **sliders.SLIDERS)

# %% [markdown]
# ## 8 Claimed and measured

# %% experiment=1
from helpers.plots.modules.m08.claims import show_claims

show_claims(compared, code, found, lines, scheduled, taus, losses)

# %% [markdown]
# ## 9 Limits
#
# - **Small models.** Networks of 100,000 weights that know characters, not facts.
# - **Variety as a number** sees exact 8-grams only. No number here measures sense.
# - **One setting for each sampler**, a customary one: an ordering of samplers says little.
# - **A chain is kind.** Drift was computed on a table. For text nobody knows the truth, and how much an LSTM suffers from exposure is disputed (He and others 2021).
#
# ## 10 Summary
#
# - Draw: the first token whose cumulative probability exceeds $u$.
# - Temperature divides logits; top-k keeps a number, nucleus a mass, and the token that crosses it.
# - Generation feeds back what was drawn, until `<EOS>`; `<UNK>` is redrawn by a logit of $-\infty$.
# - A beam keeps $K$ beginnings; sums favour short sequences, $L^\alpha$ corrects it, `<EOS>` counted.
# - Drift is at most the sum of the teacher-forced errors; in the driving example it is far less.
# - Scheduled sampling's optimum is $(1 + \varepsilon)/2$ on a copied coin, where 1 is right.
#
# Module 09: one vector is too narrow for a sentence.
#
# ### Essay: a sampler for the job
#
# **4 points, graded by hand.** 150 to 300 words. A firm has one language model, and three uses: (i) telephone calls are transcribed, (ii) product names are suggested to a designer, (iii) forms are filled with code that must parse. One point each: a sampler with its settings for each of the three, with a reason from what you measured, and for one of them the number that you would watch in operation and what it would tell you.

# %% [markdown] essay="a_sampler_for_the_job" points=4 minutes=15
# **Rubric.**
#
# - 1 point: (i) one right answer, close to the input: beam search with a length normalisation, or greedy; the input keeps it from looping; a wide beam shortens.
# - 1 point: (ii) many different answers: ancestral sampling or a temperature near 1 with a nucleus; a beam would give variants of one idea; copies of training names are to be filtered out.
# - 1 point: (iii) a low temperature (0.3 to 0.5 had the most parsing lines), with room to finish, since few functions ended in 500 characters when written cold; drawing several and keeping one that parses.
# - 1 point: a number with a meaning: share of different n-grams (loops), share found in training (copying), share that parses, length, loss on the firm's own text; with what would be done if it moved.
#
# **A good answer** says that the same model serves all three, and that the sampler is a decision about the use.

# %% [markdown]
# ## Sources, read critically
#
# - B. Lowerre (1976), *The HARPY speech recognition system*, dissertation, Carnegie Mellon. The beam, as a way to search a network of pronunciations.
# - D. Pomerleau (1991), *Efficient training of artificial neural networks for autonomous navigation*, Neural Computation. The driving example; camera pictures, shifted by computation, show the network how to come back. (Two years earlier it had learned from simulated roads.)
# - S. Ross, G. Gordon & D. Bagnell (2011), *A reduction of imitation learning and structured prediction to no-regret online learning*, AISTATS. Errors grow with the square of the horizon if the teacher is not asked; the proof needs a teacher who can be.
# - S. Bengio, O. Vinyals, N. Jaitly & N. Shazeer (2015), *Scheduled sampling for sequence prediction with recurrent neural networks*, NIPS. Gains are shown on captions, parsing and speech; no comparison of the optimum with the truth.
# - F. Huszár (2015), *How (not) to train your generative model: scheduled sampling, likelihood, adversary?*, arXiv:1511.05101. The objection, by two lines of algebra. The coin is our smallest case of it.
# - A. Lamb and others (2016), *Professor forcing: a new algorithm for training recurrent networks*, NIPS. Better samples judged by eye; likelihood gains on some sets.
# - Y. Wu and others (2016), *Google's neural machine translation system*, arXiv:1609.08144. Length penalty $((5 + L)/6)^\alpha$, chosen on development data; ours is the simpler $L^\alpha$.
# - A. Fan, M. Lewis & Y. Dauphin (2018), *Hierarchical neural story generation*, ACL. Top-k with $k = 10$, since beams gave generic stories that repeat themselves.
# - K. Murray & D. Chiang (2018), *Correcting length bias in neural machine translation*, WMT. Wide beams harm because the model prefers short outputs.
# - A. Holtzman, J. Buys, L. Du, M. Forbes & Y. Choi (2020), *The curious case of neural text degeneration*, ICLR. People's text is not the most likely. Shown on GPT-2; the word-level curve that became famous is one example.
# - C. Meister, T. Pimentel, G. Wiher & R. Cotterell (2023), *Locally typical sampling*, TACL. Keeps what is about as surprising as expected. M. Nguyen and others (2025), *Turning up the heat: min-p sampling for creative and coherent LLM outputs*, ICLR. Its human evaluation has been disputed since.
# - T. He, J. Zhang, Z. Zhou & J. Glass (2021), *Exposure bias versus self-recovery*, EMNLP. Language models recover from a corrupted past better than the story has it.
