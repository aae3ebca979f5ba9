# %% [markdown]
# # 14 Capstone: a question of your own
#
# **600 minutes.** (Most of them are your own study; plan 8 to 20 hours in all, over several days.) After this module you can
#
# - turn a question into a plan that says, before the first run, what would change your mind;
# - find out whether a test is as new as you believe;
# - compare models on equal budgets, with intervals from paired seeds;
# - take a model apart without being misled by parts that depend on each other;
# - write a report that others can check, and check that of another.
#
# You need module 02's held-out loss, module 05's paired intervals, and whichever modules your question is about.

# %% setup
import numpy as np

from helpers.checks.m14_capstone import (
    check_ablation_effect,
    check_budgeted,
    check_interval_table,
    check_leak_check,
    check_plan_by_hand,
    check_split_by_topic,
)
from helpers.datasets import comparison
from helpers.datasets.paired import T_975, paired_interval

# %% [markdown]
# Here is a question that nobody has asked in this course: *is a text as predictable backwards?* This module walks from the question to a report on it, with the wrong turns left in. Then it is your turn, with your question.
#
# **Predict first.** An LSTM of 140 units learns Python's help topics, character by character, for 900 updates; then another learns the same text from its last character to its first. By how many nats per character is the second one's loss higher?

# %% predict="backwards"
prediction = None

# %% experiment=1
from helpers.checks.predict import score_prediction, score_recall
from helpers.experiments import stored
from helpers.experiments.m14_capstone.parts import blind, entries, leaks
from helpers.experiments.m14_capstone.parts import tracks as track_parts
from helpers.plots.modules.m14 import capstone as figures
from helpers.plots.modules.m14 import ladder

directions = stored("reading_direction")
backwards = figures.excess(directions, "LSTM")[:, 3]
score_prediction(prediction, backwards.mean(), unit="nats", within=0.01)
figures.show_directions(directions)

# %% [markdown]
# What may be said of the dots on the right, and how they came to be five, is what the module is about:

# %% experiment=0
figures.show_map_at()

# %% [markdown]
# ### Recall
#
# Three questions on earlier modules; answer in place of `None`.
#
# **One.** Five seeds, two models, and the interval of their paired differences (module 05). How many degrees of freedom has Student's t?

# %% predict="recall_degrees"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 4, "Five differences, and their mean has used up one.")

# %% [markdown]
# **Two.** On the same data a mixture has a loss of 1.50 nats a step, computed exactly; a VRNN's bound, nll plus kl, is 1.55 (module 12). Which predicts better? (a) the mixture, (b) the VRNN, (c) these numbers do not say.

# %% predict="recall_bound"
prediction = None

# %%
score_recall(
    prediction, "c", "Its own loss is at most 1.55, perhaps below 1.50: a bound is no score."
)

# %% [markdown]
# **Three.** Two steps of a linear recurrence (module 13), first $h \leftarrow 0.5 h + 2$, then $h \leftarrow 4 h + 1$, are together one step $h \leftarrow a h + b$. What is $b$?

# %% predict="recall_composed"
prediction = None

# %%
score_recall(prediction, 9, "4 (0.5 h + 2) + 1 is 2 h + 9: steps compose, so a scan can join them.")

# %% [markdown]
# ## 1 A question and a plan
#
# A good question has an answer that you do not know, that a number could give, and that would matter to someone. "Are LSTMs good?" has none. "Is a text as predictable backwards?" has one. By the chain rule the probability of a text is a product from either end, so an ideal reader would find both equally hard. A reader that learns may not: causes come before effects, and a bracket is opened before it is closed.
#
# The plan, as it was written before the first run:
#
# - **Hypothesis.** Backwards costs an LSTM more, by at least 0.01 nats per character.
# - **Comparison.** The same network, the same number of updates, the same split; the text is turned round, nothing else.
# - **Baseline.** 5-grams, which only count.
# - **Seeds.** A seed draws the split, the weights and the batches. As many as the pilot says.
# - **What would change my mind.** An interval of the paired differences that lies below 0.01.
#
# How many seeds are enough, and what do they cost? A pilot of three runs says it, on paper.

# %% [markdown]
# ### Exercise 14.1 plan_by_hand
#
# **25 minutes, 5 points.** On paper; keep six digits on the way, and round the results to four decimals. On three seeds a baseline has the losses 1.62, 1.70, 1.55, and another model, on the same seeds, 1.60, 1.65, 1.53. `plan_by_hand()` returns nine numbers in a dict.
#
# - `mean`, `sd`: of the three differences, the other model's loss minus the baseline's; `sd` with the divisor n - 1.
# - `half`: half the width of their paired 95 % interval.
# - `unpaired`: half the width if the six runs were independent: $t_{2n - 2} \sqrt{(s_a^2 + s_b^2) / n}$, where $s_a$ and $s_b$ are the standard deviations of each model's losses, with the divisor n - 1.
# - `seeds`: the smallest n, at least 2, for which half the paired interval is at most 0.02, should `sd` stay as it is.
# - `minutes`: what the study takes, one run after the other: so many seeds, four models (the baseline, yours and two ablations), 90 seconds a run.
# - `same_sign`: the chance that all of these differences (one model, so many seeds) have the same sign, whichever, if plus and minus are equally likely.
# - `optimism`: two settings are equally good, and their test losses $a$ and $b$ are independent and normal with the standard deviation 0.03. You report the smaller one. By how much is it too low, on average? Given are $\min(a, b) = (a + b)/2 - |a - b|/2$, and that a normal number with mean 0 and standard deviation $s$ has an absolute value of $s \sqrt{2 / \pi}$ on average.
# - `false_find`: ten independent comparisons of equally good models, each with a 95 % interval. The chance that at least one of them does not hold 0.
#
# The dict `T_975` has the quantiles of t: `T_975[1]` is 12.7062, `T_975[2]` 4.3027, and so on to `T_975[30]`.
#
# By hand, with other numbers: the differences 0.1 and 0.3 have the mean 0.2 and, with one degree of freedom, the standard deviation $\sqrt{0.01 + 0.01} = 0.1414$.


# %% exercise="plan_by_hand" minutes=25
def plan_by_hand():
    ### BEGIN SOLUTION
    # Why: A seed moves both losses, so the differences vary far less than the losses do: that is
    # what pairing buys. a - b has the variance 2 * 0.03^2, and half its mean absolute value is
    # 0.03 / sqrt(pi). None of ten misses with 0.95^10.
    a, b = np.array([1.62, 1.70, 1.55]), np.array([1.60, 1.65, 1.53])
    sd = (b - a).std(ddof=1)
    numbers = {"mean": (b - a).mean(), "sd": sd, "half": T_975[2] * sd / np.sqrt(3)}
    numbers["unpaired"] = T_975[4] * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 3)
    n = 2
    while T_975[n - 1] * sd / np.sqrt(n) > 0.02:
        n += 1
    numbers |= {"seeds": n, "minutes": n * 4 * 90 / 60, "same_sign": 2 * 0.5**n}
    numbers |= {"optimism": 0.03 / np.sqrt(np.pi), "false_find": 1 - 0.95**10}
    return {name: float(number) for name, number in numbers.items()}
    ### END SOLUTION


# %% check="plan_by_hand" points=5
check_plan_by_hand(plan_by_hand)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_plan_by_hand

check_plan_by_hand(plan_by_hand, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The differences first; the losses are needed again only for `unpaired`. For `seeds`, try n = 3, 4, and so on: the quantile falls while the root grows. For `optimism`, what is the variance of $a - b$? The term $(a + b)/2$ is right on average.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Four tracks stand ready, each with a measure, a budget of seconds, and baselines in the store. You may leave them for a question of your own: the tools below stay the same.

# %% experiment=0
from helpers.experiments.m14_capstone.parts.runner import changeable, run_baseline

TRACKS = track_parts.TRACKS
for name, track in TRACKS.items():
    known, record = list(track_parts.baselines(name)), stored(track.experiment)
    facts = changeable(name, known[-1]), record.seconds / len(record.seeds)
    ladder.print_track(name, track, track_parts.reference(name), known[-1], *facts)

# %% [markdown]
# Choose a track in place of `None`: `"source"`, `"memory"`, `"tagging"` or `"names"`. (With none, the tagging track is shown.)

# %% predict="track"
prediction = None

# %% experiment=1
figures.show_map_at("question")
chosen = entries.read_track(prediction, TRACKS)
rungs, reference = track_parts.baselines(chosen), track_parts.reference(chosen)
ladder.show_ladder(TRACKS[chosen], rungs, reference)

# %% [markdown]
# A baseline is also a start that runs: `run_baseline(track, name, seed)` trains it on your machine, and returns its test score, the seconds that it took and, for `tagging` and `names`, the score on the development set, `dev`. The settings in the row *changes* can be given with it, and a changed baseline is a first study, as long as the change is fixed beforehand: who tries several and keeps the best has chosen by the test, and needs `dev`, or the set in the row *choose by*. In training, the taggers have three words in ten hidden, so that they learn from letters and neighbours.
#
# **Predict first.** The window of three words tags 0.777 of the test words right. With nothing hidden, what share?

# %% predict="hide"
prediction = None

# %% experiment=8 volatile
changed = {"training": {"hide": 0.0}}
runs = {seed: run_baseline("tagging", "window of 3", seed, **changed) for seed in range(5)}
bare = {"window, none hidden": {seed: run.score for seed, run in runs.items()}}
score_prediction(prediction, np.mean([run.score for run in runs.values()]), within=0.01)
print(", ".join(f"{run.seconds:.1f} s" for run in runs.values()), "of CPU, of the 30 allowed")
known = track_parts.baselines("tagging")
ladder.show_ladder(TRACKS["tagging"], known, track_parts.reference("tagging"), bare)
own, window = (list(rung.values()) for rung in (*bare.values(), known["window of 3"]))
figures.print_table({"none hidden": paired_interval(own, window)}, "share right", "window of 3")

# %% [markdown]
# The mean falls, and the interval of the five pairs holds 0 all the same: hiding words may well help, but five seeds do not show it. How many would? That question belongs in a plan, and so do the seconds: on a machine that takes twice as long for a start, the budget is twice as many.

# %% [markdown]
# ## 2 Data that do not leak
#
# The first wrong turn came before the first network. The help topics were cut into paragraphs, and a tenth of these, drawn at random, held out. 5-grams, which only count, scored so well on them (the table below has the number) that it looked like a discovery.
#
# Neighbouring paragraphs speak of the same thing, so perhaps whole topics should be held out.

# %% [markdown]
# ### Exercise 14.2 split_by_topic
#
# **20 minutes, 3 points.** `split_by_topic(topics, order, most)` holds out whole topics. `topics` is a list of N strings, the topic of each document; `order` is a list of the distinct topics, in the order in which they were drawn; `most` is how many documents may be held out, from 0 to N.
#
# Ask the topics of `order` in turn. A topic goes to the test, with all its documents, if the test then holds at most `most` documents. If it does not fit, it stays in training, and the next topic is asked: a smaller one may fit.
#
# Return `train` and `test`, in this order: two lists of the documents' indices, from 0 on, each ascending.
#
# By hand: `topics = ["b", "a", "b", "c", "a", "b"]`, `order = ["c", "b", "a"]`, `most = 3`. The topic c fits, with one document; b, with three, would make four, and stays; a, with two, makes three, and fits. So `train` is [0, 2, 5] and `test` is [1, 3, 4].


# %% exercise="split_by_topic" minutes=20
def split_by_topic(topics, order, most):
    ### BEGIN SOLUTION
    # Why: What belongs together is decided first, topic by topic; only then are the documents
    # divided, in their own order. A topic that does not fit must not end the search.
    chosen, held = set(), 0
    for topic in order:
        size = topics.count(topic)
        if held + size <= most:
            chosen.add(topic)
            held += size
    train = [i for i, topic in enumerate(topics) if topic not in chosen]
    return train, [i for i, topic in enumerate(topics) if topic in chosen]
    ### END SOLUTION


# %% check="split_by_topic" points=3
check_split_by_topic(split_by_topic)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_split_by_topic

check_split_by_topic(split_by_topic, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two loops, one after the other: the first over `order`, which collects the topics that are held out and counts their documents; the second over the documents. `topics.count(topic)` counts one topic's documents.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Whether a test is new can be measured: how much of it stands in training, word for word?

# %% [markdown]
# ### Exercise 14.3 leak_check
#
# **15 minutes, 3 points.** `leak_check(train_ids, test_ids, n)` looks for copies. `train_ids (N,)` and `test_ids (M,)` are whole numbers, characters or words; an n-gram is n ids in a row, n at least 1. The test has M - n + 1 places at which an n-gram begins; a place leaks if its n-gram stands anywhere in training, in the same order.
#
# Return two numbers: `share`, the share of the test's places that leak, and `longest`, the length, in ids, of the longest stretch of the test in which every n-gram leaks: k leaking places in a row make a stretch of k + n - 1 ids. If no place leaks, or the test is shorter than n, they are 0.
#
# By hand, n = 2, `train_ids = [1, 2, 3, 4, 1, 5]`, `test_ids = [2, 3, 4, 9, 1, 5, 2]`. Of the six places, those of (2, 3), (3, 4) and (1, 5) leak: `share` is 0.5. The first two make the stretch 2, 3, 4: `longest` is 3.


# %% exercise="leak_check" minutes=15
def leak_check(train_ids, test_ids, n):
    ### BEGIN SOLUTION
    # Why: A set answers "have I seen this?" at once, however long training is. A run of leaking
    # places is counted as in any other list; each place after the first adds one id.
    train, test = list(train_ids), list(test_ids)
    known = {tuple(train[i : i + n]) for i in range(len(train) - n + 1)}
    found = [tuple(test[i : i + n]) in known for i in range(len(test) - n + 1)]
    longest = run = 0
    for leaked in found:
        run = run + 1 if leaked else 0
        longest = max(longest, run)
    if longest == 0:
        return 0.0, 0
    return sum(found) / len(found), longest + n - 1
    ### END SOLUTION


# %% check="leak_check" points=3
check_leak_check(leak_check)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_leak_check

check_leak_check(leak_check, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Slices of a list can be put into a set as tuples: `tuple(train[i : i + n])`. At which i does the last n-gram begin? For the stretch, a counter that grows while places leak and goes back to 0, and the largest value it had.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# **Predict first.** Whole topics are held out, about a tenth of the help text. What share of the test's 40-grams stands in training all the same?

# %% predict="leak"
prediction = None

# %% experiment=12 volatile
figures.show_map_at("data")
split = yours(split_by_topic, check_split_by_topic, comparison.split_by_topic)
look = leaks.quick(yours(leak_check, check_leak_check, comparison.leak_check))
found = {way: leaks.leaks(*texts, look) for way, texts in leaks.splits(split, seed=0).items()}
split_leaks = stored("split_leaks")
score_prediction(prediction, found["by topic"][0], unit="of the 40-grams", within=0.1)
figures.print_leaks(found, split_leaks)

# %% [markdown]
# The second wrong turn: a split by topic leaks as well, on this seed even more. Python's help holds whole sections under several names, so that a topic held out may stand in training under another title, thousands of characters long. Only when topics that share a paragraph stay together is the test new: about one 40-gram in a hundred remains, and 5-grams lose more, on this seed by half a nat. The discovery was a copy.
#
# ## 3 Runs within a budget
#
# More time makes every model better, so a comparison holds the time equal. It is enough to write down, while a run lasts, what each stretch took and how good the model was after it; any budget can be asked for afterwards.

# %% [markdown]
# ### Exercise 14.4 budgeted
#
# **10 minutes, 2 points.** `budgeted(seconds, dev, test, budget)` reads one run's record. Row i tells how many `seconds` the stretch i of training took by itself, and the losses after it, on the development set, `dev`, and on the test set, `test`; all three are arrays (N,). A row fits if all stretches up to it, its own included, take at most `budget` seconds together.
#
# Of the rows that fit, choose the one with the lowest development loss, the earliest of equals. Return `row`, its number from 0 on, and `loss`, the test loss of this row. If not even the first row fits, return -1 and infinity.
#
# By hand: seconds (10, 10, 15, 20), dev (2.0, 1.7, 1.8, 1.5), test (2.1, 1.9, 1.8, 1.6). Within 35 seconds rows 0 to 2 fit; row 1 has the lowest development loss, and 1.9 is reported, although 1.8 has been seen.


# %% exercise="budgeted" minutes=10
def budgeted(seconds, dev, test, budget):
    ### BEGIN SOLUTION
    # Why: The test loss plays no part in the choice, or the result would be the luckiest row, not
    # the best one. np.argmin returns the first of equals.
    fit = int((np.cumsum(seconds) <= budget).sum())
    if fit == 0:
        return -1, np.inf
    row = int(np.argmin(dev[:fit]))
    return row, float(test[row])
    ### END SOLUTION


# %% check="budgeted" points=2
check_budgeted(budgeted)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_budgeted

check_budgeted(budgeted, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.cumsum` adds up from the start. Seconds are never negative, so the rows that fit come first: how many are there? `np.argmin` finds the place of the smallest entry.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# How much is gained by cheating? A thousand made-up runs of ten rows each, which have learned all they can: true loss 1.5 everywhere, and noise of standard deviation 0.03 on what either set shows.
#
# **Predict first.** By how many nats, on average, is the best test loss of a run below 1.5?

# %% predict="cheating"
prediction = None

# %% experiment=1 volatile
figures.show_map_at("budget")
choose = yours(budgeted, check_budgeted, comparison.budgeted)
noise = np.random.default_rng(0).normal(1.5, 0.03, size=(1000, 2, 10))
honest = np.mean([choose(np.ones(10), dev, test, 10)[1] for dev, test in noise])
best = noise[:, 1].min(axis=1).mean()
score_prediction(prediction, 1.5 - best, unit="nats", within=0.01)
print(f"chosen by development loss {honest:.3f}; the best of ten test losses {best:.3f}")

# %% [markdown]
# Nothing was learned in those rows, and yet the best of ten is as far below the truth as the effect that the plan asks for, several times over.
#
# A real record comes from the loop that trains. Here is one that you can copy, of a GRU that learns names: it adds up the CPU seconds of the updates, and writes both losses down every 50 updates. Then `budgeted` reads its record.

# %% experiment=3 volatile
import inspect

from helpers.experiments import names_model

data = names_model.corpus(0)
model = names_model.NameModel("GRU", data.V, 16, 60, np.random.default_rng(0))
record = np.array(names_model.learn(model, data, 0, rate=0.01, steps=600, every=50))
_, so_far, dev, test = record.T  # updates, seconds so far, losses
for budget in (0.25, 0.5, 1, 2):
    row, loss = choose(np.diff(so_far, prepend=0), dev, test, budget)
    print(f"{budget:4} s: {int(record[row, 0]):4d} updates, {loss:.3f} nats on the test names")
print(inspect.getsource(names_model.learn))

# %% [markdown]
# ## 4 A table with intervals

# %% [markdown]
# ### Exercise 14.5 interval_table
#
# **15 minutes, 3 points.** `interval_table(results, baseline)` compares models on the seeds that both have run: some runs fail, and some are added later. `results` is a dict from a model's name to a dict from seeds to scores, `{"lstm": {0: 1.6, 1: 1.7}, ...}`; `baseline` is one of the names.
#
# Return a dict with one entry for each other model: `(mean, low, high)`, the mean of the differences, the model's score minus the baseline's on the same seed, and the ends of their paired 95 % interval. Only seeds that both have count; there is at least one. If there is only one, the interval is from `-np.inf` to `np.inf`. `paired_interval(scores_a, scores_b)` of module 05 is given; it needs two pairs at least.
#
# By hand: the baseline has {0: 2.0, 1: 3.0, 2: 2.5}, and a model {2: 2.6, 0: 2.3, 7: 9.0}. Seeds 0 and 2 count, with the differences 0.3 and 0.1: the mean is 0.2, and half the width $12.706 \cdot 0.1414 / \sqrt 2 = 1.2706$. The entry is (0.2, $-1.0706$, 1.4706).


# %% exercise="interval_table" minutes=15
def interval_table(results, baseline):
    ### BEGIN SOLUTION
    # Why: A seed is a name, not a place: pairing by place would subtract runs that have nothing in
    # common. One pair says nothing about its spread, and an interval must hold what is unknown.
    table, base = {}, results[baseline]
    for name, scores in results.items():
        if name == baseline:
            continue
        seeds = [seed for seed in scores if seed in base]
        a, b = [scores[s] for s in seeds], [base[s] for s in seeds]
        table[name] = paired_interval(a, b) if len(a) > 1 else (a[0] - b[0], -np.inf, np.inf)
    return table
    ### END SOLUTION


# %% check="interval_table" points=3
check_interval_table(interval_table)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_interval_table

check_interval_table(interval_table, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over `results.items()`. For each model first the list of seeds that stand in both dicts, then two lists of scores in the order of these seeds. What does the baseline's own entry say, and how many pairs does `paired_interval` need?
#
# </details>
#
# [Worked solution]()

# %% experiment=1
figures.show_map_at("table")
tabulate = yours(interval_table, check_interval_table, comparison.interval_table)
costs = {reader: figures.excess(directions, reader) for reader in figures.READERS}
for reader, table in costs.items():
    results = {way: dict(enumerate(table[:, i])) for i, way in enumerate(figures.WAYS)}
    figures.print_table(tabulate(results, "forwards"), f"{reader}, nats", "forwards")
figures.print_seeds(costs["LSTM"][:, 3])

# %% [markdown]
# For the counts both directions are alike, to within 0.01. For the LSTM the study does not decide. Its interval, in the row *backwards*, holds 0, and it holds the planned 0.01: neither "as predictable" nor the hypothesis has been shown, although the mean is large and most of the dots lie above the line.
#
# This is the third wrong turn, and it is the plan's own. The plan named an effect of 0.01 and no width. Five seeds were run, as many as the pilot's standard deviation asks for if half the interval is to be 0.02. But half an interval of 0.02 can hardly tell 0.01 from nothing; and the standard deviation of three runs is a guess, too low this time. (The pilot's seeds are three of the five. They may be counted, since all that was taken from them is how many more to run; had they chosen a setting, they would have to go.)
#
# It is tempting to add seeds until the interval leaves 0. If you look after every seed and stop when you like what you see, you find something too often, as with the ten comparisons of exercise 14.1. What is allowed is a second plan:
#
# - **Hypothesis and comparison** as before, forwards and backwards only.
# - **Seeds.** All new, 5 to 23. Nineteen bring half the interval to 0.01, if the standard deviation stays that of the five. No result is looked at before the last run has ended.
# - **What would change my mind.** An interval above 0: backwards is harder for this network. One below 0.01: the hypothesis is wrong. One that holds both: it stays open, and the study ends.
#
# **Predict first.** What is the mean difference of the LSTM over the nineteen new seeds?

# %% predict="again"
prediction = None

# %% experiment=1
again = stored("reading_direction_again")
found_twice = figures.studies(directions, again)
second = found_twice["LSTM, 19 seeds"]
score_prediction(prediction, second.mean(), unit="nats", within=0.005)
figures.show_studies(found_twice)
figures.print_forwards(directions)

# %% [markdown]
# The second plan decides. The interval lies above 0, and above the planned 0.01: this network, on this text and within this budget, reads backwards worse. The counts do not, to within 0.01: four characters of context tell as much about the next one from either side. That is no praise of the LSTM, which loses more than the counts in either direction (the printed line says by how much forwards). Whether it would still read backwards worse when it has learned what they know was not asked.
#
# Two remarks belong beside it. The standard deviation has risen once more, so half the interval is not 0.01 as planned. And one split lies far from all others. With it left out, which no plan had foreseen, the interval is still above 0, but no longer above 0.01. The sign is safe, the size is not.

# %% [markdown]
# ## 5 An ablation
#
# Reading backwards turns two things round: the order of the words, and that of the letters in each. Which of them costs? The usual ablation takes out one part and leaves the rest in place. Where parts depend on each other, this can mislead.

# %% [markdown]
# ### Exercise 14.6 ablation_effect
#
# **20 minutes, 4 points.** `ablation_effect(losses)` says what each of K parts does to the loss. `losses` is an array of shape (2, ..., 2, S): one axis of size 2 for each part, where index 1 is with the part and 0 without it, and a last axis for S seeds. With two parts, `losses[1, 0, s]` is the loss of seed s with the first part and without the second.
#
# Return two arrays (K,). `effects[k]` is the mean loss of all settings with part k, minus that of all settings without it, whatever the other parts are, over all seeds. `alone[k]` is what a usual ablation reports: the mean loss with *all* parts minus that with all parts but k. Both are below 0 where a part helps. K may be 1, 2, 3 or more.
#
# By hand, K = 2, one seed: neither part 5, the second alone 4, the first alone 3, both 3.5. With the first part the mean is 3.25, without it 4.5: `effects[0]` is $-1.25$. `alone[0]` is $3.5 - 4 = -0.5$, and `alone[1]` is $3.5 - 3 = +0.5$: the second part hurts beside the first, though by itself it helps.


# %% exercise="ablation_effect" minutes=20
def ablation_effect(losses):
    ### BEGIN SOLUTION
    # Why: Averaged over all settings of the others, a part's effect is what it changes in a typical
    # setting; alone is what it changes in one. Where both agree, the parts add up.
    K = losses.ndim - 1
    means = losses.mean(axis=-1)
    full = means[(1,) * K]
    effects, alone = np.zeros(K), np.zeros(K)
    for k in range(K):
        without, with_it = np.moveaxis(means, k, 0)
        effects[k] = with_it.mean() - without.mean()
        alone[k] = full - without[(1,) * (K - 1)]
    return effects, alone
    ### END SOLUTION


# %% check="ablation_effect" points=4
check_ablation_effect(ablation_effect)
### BEGIN HIDDEN TESTS
from helpers.checks.m14_capstone import check_ablation_effect

check_ablation_effect(ablation_effect, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The seeds first: `losses.mean(axis=-1)` leaves one number for each setting. `np.moveaxis(means, k, 0)` brings the axis of part k to the front, where it can be unpacked into without and with. An array is read at one setting by a tuple: `means[(1, 1, 1)]`, and `(1,) * 3` is that tuple.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# **Predict first.** Turning only the letters costs the LSTM 0.04 nats, turning only the words as much. The letters are turned already; now the words are turned as well. By how many nats does the loss change?

# %% predict="both"
prediction = None

# %% experiment=1
figures.show_map_at("ablation")
worth = yours(ablation_effect, check_ablation_effect, comparison.ablation_effect)
effects = {  # (seeds, 2, 2): effects and alone, of words and letters
    reader: np.array([worth(row.reshape(2, 2, 1)) for row in table])
    for reader, table in costs.items()
}
score_prediction(prediction, effects["LSTM"][:, 1, 0].mean(), unit="nats", within=0.01)
figures.print_effects(effects)

# %% [markdown]
# The second turn *lowers* the loss, on all five splits that of the words, on four that of the letters. For the counts it takes back all that the first one cost: neither order hurts them, only that the two disagree, since then the end of a word, or its beginning, no longer touches its neighbour's as it did. For the LSTM it takes back about half (for the letters the interval holds 0), and what is left is the cost of reading backwards. An ablation from the fully turned text alone would call both turns useful to the counts; one from the text as it was, both harmful; and the mean of both says that hardly anything happens. Only all settings together tell what does.
#
# ### The report
#
# Here is what came of it: question, method, evidence, limits, in the form that is asked of you below, but shorter; its figure is that of the two studies in section 4. Its numbers are filled in from the store.

# %% experiment=1
from helpers.plots.modules.m14.report import show_report

show_report(directions, again, split_leaks)

# %% [markdown]
# ## 6 Your study
#
# Work in a copy of this notebook or in a folder beside it; every function of the course may be used. The first hour:
#
# 1. Choose a track, and run its start on seeds 0, 1 and 2. This is the pilot, of a baseline alone.
# 2. Look at the seconds: how many runs do you have time for?
# 3. Change one setting on the same seeds, to see how much the differences scatter. With this `sd`, and the half width that your question needs, exercise 14.1 says how many seeds.
# 4. Write the plan. Only then come the runs that count.
#
# Keep a list of *all* runs, the failed ones too.
#
# ### Essay: your plan
#
# **3 points, graded by hand.** 100 to 250 words, written *before* the first run that counts, after a pilot that you name; do not change it afterwards, add to it. One point each: (i) the question, why its answer is open, and the hypothesis as a number; (ii) the comparison, what is held equal, the strongest cheap baseline, and seeds and seconds with what they rest on; (iii) what would change your mind, how narrow an interval has to be for it, and what could leak.

# %% [markdown] essay="plan" points=3 minutes=60
# **Rubric.**
#
# - 1 point: a question with an answer that a number gives, and a hypothesis that could turn out false, with a size.
# - 1 point: what is held equal (data, budget, tuning), the strongest cheap baseline, and where the number of seeds comes from.
# - 1 point: what would change the writer's mind, said as a number or an interval whose width is planned; and one way in which the test could leak.
#
# **A good answer** could be carried out by someone else.

# %% [markdown]
# On the track `names`, a number is not enough: people read. `blind.blind_sheet(real, written, seed)` mixes two lists for them. Six of these are English family names, six were written by module 05's GRU, and are no name of the course's list. Which six? Put their letters in place of `None`, such as `"ACF"`.

# %% experiment=0
sheet, key = blind.names_sheet()
ladder.print_sheet(sheet)

# %% predict="reading"
prediction = None

# %% experiment=0
guesses = entries.read_sheet(prediction, sheet)
if guesses is not None:
    ladder.print_told(*blind.told_apart(guesses, key), key)

# %% [markdown]
# One sheet of twelve tells little, as the range of a coin shows: plan several readers, and more names.
#
# When you have scores of your own, put them here as a dict from seeds to scores, such as `{0: 0.79, 1: 0.77, 2: 0.78}`: your rung appears on the ladder of the track that you chose, and each baseline is compared with it on the seeds that both have.

# %% predict="my_scores"
prediction = None

# %% experiment=1
figures.show_map_at("report")
mine = entries.read_scores(prediction, TRACKS[chosen], rungs)
ladder.show_ladder(TRACKS[chosen], rungs, reference, {"yours": mine})
table = entries.pairs(rungs, mine)
first, better = next(iter(table)), TRACKS[chosen].better
figures.print_table(tabulate(table, first), TRACKS[chosen].unit, first)
print(f"A row {'above' if better == 'lower' else 'below'} 0 is worse than {first}.")

# %% [markdown]
# ### Essay: the report
#
# **10 points, graded by hand.** 800 to 1,500 words, for a reader who knows this course. The question and why it is open (2 points); the method, so that it could be repeated (2); the evidence: a table with intervals, an ablation, one figure, all runs counted (3); the limits, and what you would do next (2); style (1). Say what did not work. Say where the plan was changed, and why.

# %% [markdown] essay="report" points=10 minutes=420
# **Rubric.**
#
# - 2 points, question: it is open, has a size, and is put before the reader in one paragraph (1); its hypothesis is that of the plan, or the change is named and explained (1).
# - 2 points, method: data, split, leak check, budget, tuning and seeds are stated so that it can be repeated (1); what is compared is held equal, and the baseline is the strongest cheap one (1).
# - 3 points, evidence: a table with paired intervals over at least three seeds (1); an ablation, read with the dependence of its parts in mind (1); every claim is a number of the table, and null results are reported (1).
# - 2 points, limits: what the study cannot say, concretely (1); the most likely way in which it is wrong, and a run that would show it (1).
# - 1 point, style: plain, within 800 to 1,500 words, figures with captions, sources named.
#
# **A good answer** makes its reader trust the weak results as much as the strong ones.

# %% [markdown]
# <details><summary>A form for reading another's report</summary>
#
# Give it to someone together with your report, and fill it in for theirs. Be as exact as you would like them to be.
#
# 1. The claim of the report in one sentence, in my words.
# 2. The number that supports it most, its interval, and from how many seeds.
# 3. What was held equal, and one thing that was not.
# 4. How could the test have leaked? Was it looked for?
# 5. A baseline that is missing, or why none is.
# 6. The sentence that I believe least, and the run that would convince me.
# 7. What I shall use from it.
#
# </details>
#
# ## 7 Claimed and measured

# %% experiment=1
from helpers.plots.modules.m14.claims import show_claims

ladders = {name: track_parts.baselines(name) for name in TRACKS}
show_claims(directions, again, split_leaks, effects, ladders)

# %% [markdown]
# ## 8 Limits
#
# - **Splits of one text.** They overlap in training, so the seeds are not quite independent, and the intervals a little too narrow.
# - **Small budgets.** What holds after half a minute of training need not hold after a day; that is why the budget stands beside every number.
# - **40-grams find copies**, not paraphrases; a test can be known in other words.
#
# ## 9 Summary
#
# - A question with a number, and a plan that can fail, before the first run.
# - Measure whether the test is new; a split by topic is no proof.
# - Choose by development loss, within a budget that is equal for all.
# - Pair seeds by name; show intervals; count all comparisons. A plan names the width it needs.
# - Where parts depend on each other, look at all settings.
# - Put the strongest cheap baseline into the table, be it only counts.

# %% [markdown]
# ## Sources, read critically
#
# - C. E. Shannon (1951), *Prediction and entropy of printed English*, Bell System Technical Journal 30. People guess English letter by letter; he remarks that guessing backwards was only slightly harder. Few readers, one book.
# - V. Papadopoulos, J. Wenger & C. Hongler (2024), *Arrows of time for large language models*, ICML. Transformers and other networks on many languages: forwards is easier by a small, consistent amount. Tokens are words or parts of them, so their effect and ours need not be the same.
# - Student (1908), *The probable error of a mean*, Biometrika 6: intervals from a few numbers, by which all tables here are made. B. Efron (1979), *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7: intervals without his assumption; module 05 compares both.
# - J. Dodge, S. Gururangan, D. Card, R. Schwartz & N. Smith (2019), *Show your work: improved reporting of experimental results*, EMNLP. Results as a function of the budget, so that a comparison cannot hide how long each side searched.
# - G. Melis, C. Dyer & P. Blunsom (2018), *On the state of the art of evaluation in neural language models*, ICLR. Tuned equally long, plain LSTMs beat newer cells that had been published as better.
# - R. Fisher (1926), *The arrangement of field experiments*, Journal of the Ministry of Agriculture. All settings together, not one change at a time: the case for section 5, made for field trials.
