# %% [markdown]
# # 02 Language models
#
# **150 minutes.** (Essay included; half an hour more for slow reading, 20 minutes for optional exercises.) Below, three models read a sentence that none of them has seen. The darker the background of a character, the less the model expected it. The first knows how often each letter occurs, the second has counted groups of five, the third is an LSTM, the recurrent network of module 04. By the end, a network that you trained will colour a sentence that you type.
#
# After this module you can
#
# - turn any text into a probability, and that into nats, perplexity and bits per character;
# - build a strong and cheap baseline, an interpolated $n$-gram model, and beat it;
# - choose a vocabulary, and say what an unknown word hides;
# - feed a long text, or sentences of unequal length, to a network without spoiling either;
# - say with numbers what a small language model has learned, and what it has not.
#
# You need module 01 as far as its character model.

# %% setup
from collections import Counter, defaultdict

import numpy as np

from helpers.checks.m02_language_models import (
    check_anbn_floor,
    check_build_vocab,
    check_encode,
    check_four_token_sentence,
    check_interpolated_nll,
    check_kept_share,
    check_ngram_nll,
    check_pad_and_mask,
    check_perplexity_and_bpc,
    check_sentence_log_prob,
    check_stream_batches,
)

# %% experiment=3 volatile
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments import stored
from helpers.plots.modules import m02_language_models as figures

train_text, test_text = split_topics(pydoc_topics(), seed=0)
vocab = char_vocab(train_text)
V, train_ids, test_ids = len(vocab), vocab.encode(train_text), vocab.encode(test_text)
lstm = stored("character_lstm")
figures.show_opening(vocab, train_ids, **lstm.results[0]["example"])

# %% [markdown]
# The letter counts are nowhere sure. The other two are unsure where a word begins, and mostly sure how it ends. The network is less often caught out than the others. The module measures the difference.
#
# ## 0 Recall
#
# Three short questions. Put your answer in place of `None`.
#
# **A number.** A character model (module 01) with $V = 100$ characters and a tiny readout has not been trained yet. What is its loss, in nats per character? (A calculator is allowed; two decimals will do.)

# %% predict="recall_loss_at_start"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall

score_recall(prediction, 4.605, "All characters are equally likely, and each costs ln V.")

# %% [markdown]
# **A letter.** Training reads a text in chunks, and carries the state over. What crosses the border between two chunks (module 01)? `"a"`: the state's value and the gradient. `"b"`: the value only. `"c"`: the gradient only.

# %% predict="recall_truncation"
prediction = None

# %%
score_recall(prediction, "b", "The state goes on as a number, and the gradient is cut there.")

# %% [markdown]
# **A shape.** The states of a batch are $(T, B, H) = (20, 8, 64)$, and $V = 103$. What is the shape of the logits (module 01)?

# %% predict="recall_logits"
prediction = None

# %%
from helpers.plots.modules import m02_language_models as figures

score_recall(prediction, (20, 8, 103), "The head maps H to V, at every step of every sequence.")
figures.show_map("probability", caption=figures.MAP_CAPTION)

# %% [markdown]
# ## 1 The probability of a sentence
#
# A text is a sequence of *tokens* $x_1, \dots, x_N$: characters, words, or something in between. What is its probability? The chain rule splits it into questions that can be answered one after another:
#
# $$ P(x_1, \dots, x_N) = \prod_{t=1}^{N} P(x_t \mid x_1, \dots, x_{t-1}). $$
#
# This is exact. It assumes nothing about how far back a dependency may reach. A *language model* is anything that answers these questions: it reads a beginning, and gives a probability to every token that may come next.
#
# Two special tokens make sentences complete. `<EOS>`, the end of a sentence, is predicted like a word; without it, the probabilities of all sentences would not add up to 1, since every sentence could go on. The same token stands before the first word, so that there is something to read before the first prediction. That one is given, and costs nothing.
#
# A recurrent network answers all questions of a sentence in one pass: the softmax at step $t$ is its answer after $x_1, \dots, x_t$. In training and scoring it reads the *true* text, whatever it predicted itself. This is called *teacher forcing*. (What happens when it reads its own words instead is module 08.)
#
# ### Pen and paper: four tokens
#
# A model of five tokens gives these probabilities for the next one:
#
# | after reading | the | dog | cat | sleeps | `<EOS>` |
# |---|---|---|---|---|---|
# | (`<EOS>` only) | 0.50 | 0.10 | 0.10 | 0.20 | 0.10 |
# | the | 0.05 | 0.40 | 0.35 | 0.10 | 0.10 |
# | the dog | 0.05 | 0.05 | 0.05 | 0.25 | 0.60 |
# | the dog sleeps | 0.05 | 0.05 | 0.05 | 0.05 | 0.80 |
#
# The *surprise* of a token is $-\ln P$, in nats. Surprises add where probabilities multiply, so the negative log-likelihood (NLL) of a text is the sum of its tokens' surprises. Three numbers are made of it.
#
# - The **mean NLL** per predicted token. As a function of the weights it is the loss $J(\theta)$.
# - The **perplexity**, $e^{\text{mean NLL}}$: among how many equally likely tokens a model with this mean would have to guess.
# - **Bits per character** (bpc): the whole NLL in bits, shared out among the characters. One bit is $\ln 2$ nats.
#
# ### Exercise 2.1 four_token_sentence
#
# **10 minutes, 2 points.** Score "the dog sleeps `<EOS>`" with pencil and calculator. `four_token_sentence()` takes nothing and returns a dict of four numbers, to four decimals: `"probability"`, `"mean_nll"`, `"perplexity"`, `"bpc"`. The sentence has 15 characters: two spaces count, and so does the end, as one.
#
# By hand, for another sentence, "the `<EOS>`": the probability is $0.5 \cdot 0.1 = 0.05$, the mean NLL $-\ln(0.05) / 2 = 1.4979$, the perplexity $e^{1.4979} = 4.4721$, and bpc $4.3219 / 4 = 1.0805$.


# %% exercise="four_token_sentence" minutes=10
def four_token_sentence():
    ### BEGIN SOLUTION
    # Why: One factor for each predicted token, the end included. The three scores share out the
    # same logarithm: over 4 tokens in nats, or over 15 characters in bits.
    probability = 0.50 * 0.40 * 0.25 * 0.80
    nll = -np.log(probability)
    return {
        "probability": probability,
        "mean_nll": nll / 4,
        "perplexity": np.exp(nll / 4),
        "bpc": nll / np.log(2) / 15,
    }
    ### END SOLUTION


# %% check="four_token_sentence" points=2
check_four_token_sentence(four_token_sentence)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_four_token_sentence

check_four_token_sentence(four_token_sentence, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Follow the sentence down the table, one row a token: which column does each row ask for? Then take the log once, of the product.
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.1-four_token_sentence)
#
# ### Exercise 2.2 sentence_log_prob
#
# **10 minutes, 2 points.** The same, read off a model's outputs. `ids` $(N,)$ begins with the `<EOS>` before the sentence. `log_probs` $(N, V)$ has a row for each token: row $t$ says how likely every token is *after* `ids[0]` to `ids[t]`. `sentence_log_prob(log_probs, ids, start)` returns the sum of the log-probabilities of `ids[start]` and all later tokens, hundreds perhaps. With `start` 1 that is the sentence; with a larger one only its rest, which is called *partial scoring* and returns in section 7.
#
# By hand: `ids` is (0, 2, 1), and `log_probs` holds the logs of (0.5, 0.3, 0.2), (0.1, 0.6, 0.3) and (0.2, 0.2, 0.6). Row 0 is asked about token 2, row 1 about token 1, and row 2 about nothing. So `start` 1 gives $\ln 0.2 + \ln 0.6 = -2.1203$, and `start` 2 gives $\ln 0.6 = -0.5108$.


# %% exercise="sentence_log_prob" minutes=10
def sentence_log_prob(log_probs, ids, start):
    ### BEGIN SOLUTION
    # Why: The row that answers for a token is the one before it. Logs add up where probabilities
    # multiply, so hundreds of tokens do not underflow.
    total = 0.0
    for t in range(start, len(ids)):
        total += log_probs[t - 1, ids[t]]
    return total
    ### END SOLUTION


# %% check="sentence_log_prob" points=2
check_sentence_log_prob(sentence_log_prob)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_sentence_log_prob

check_sentence_log_prob(sentence_log_prob, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the positions $0, 1, 2$ in a row, and draw an arrow from each row of `log_probs` to the token it is about. Which row has no arrow? Which token has none?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.2-sentence_log_prob)
#
# ### Exercise 2.3 perplexity_and_bpc
#
# **5 minutes, 1 point.** `perplexity_and_bpc(total_nll, n_tokens, n_chars)` takes the NLL of a text in nats, and how many tokens and characters the text has. It returns two numbers, `perplexity` and `bpc`.
#
# By hand: 6.9315 nats for 2 tokens of 10 characters are 10 bits, so a perplexity of $e^{3.4657} = 32$ and 1 bit per character.


# %% exercise="perplexity_and_bpc" minutes=5
def perplexity_and_bpc(total_nll, n_tokens, n_chars):
    ### BEGIN SOLUTION
    # Why: A perplexity is a mean over tokens and stays in nats until exp; bits per character
    # divide the same total by ln 2 and by the characters.
    perplexity = np.exp(total_nll / n_tokens)
    bpc = total_nll / np.log(2) / n_chars
    return perplexity, bpc
    ### END SOLUTION


# %% check="perplexity_and_bpc" points=1
check_perplexity_and_bpc(perplexity_and_bpc)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_perplexity_and_bpc

check_perplexity_and_bpc(perplexity_and_bpc, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Which of the two is about tokens, which about characters? Which of the two needs a change of unit?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.3-perplexity_and_bpc)
#
# ## 2 Counting: the model to beat
#
# Module 01 compared its network with *$n$-gram models*, which forget all but the last $n - 1$ tokens, $c$, and estimate $P(w \mid c)$ from how often $w$ followed $c$ in training. Two things go wrong. A token that never followed $c$ would be impossible, and one impossible token makes the whole text impossible. And the longer $c$ is, the more often it was never seen at all.
#
# The crude remedy adds a constant to every count. The better one asks the shorter context. Let $\text{count}(c, w)$ be how often $w$ followed $c$, $\text{count}(c)$ how often anything did, and $\text{types}(c)$ how many *different* tokens did. A context that many different tokens have followed will often be followed by one more that is new. So Witten and Bell (1991) give the shorter context the weight $\text{types}(c)$:
#
# $$ P_m(w \mid c) = \frac{\text{count}(c, w) + \text{types}(c)\, P_{m-1}(w \mid c')}{\text{count}(c) + \text{types}(c)}, \qquad P_0(w) = \frac{1}{V}. $$
#
# Here $c$ holds $m - 1$ tokens, $c'$ is $c$ without its first, farthest one, and $m$ goes from 1 to $n$. If $c$ was never followed by anything, $P_m$ is $P_{m-1}$. Sum over $w$ to see that nothing is lost: the numerators add up to $\text{count}(c) + \text{types}(c)$.
#
# Counting itself is given: `count_followers` walks once through a list of ids.


# %% setup
def count_followers(ids, m):
    """Return {the m - 1 tokens before, a tuple: Counter of the tokens that followed them}."""
    followers = defaultdict(Counter)
    for i in range(m - 1, len(ids)):
        followers[tuple(ids[i - m + 1 : i])][ids[i]] += 1
    return dict(followers)


# %% [markdown]
# ### Exercise 2.4 interpolated_nll
#
# **25 minutes, 3 points.** `interpolated_nll(train_ids, test_ids, V, n)` takes two streams of ids, $(N,)$ and $(M,)$, and returns the mean NLL of `test_ids[1:]`, in nats per token, under $P_n$ counted on `train_ids`. A token with only $j < n - 1$ tokens before it is predicted with the orders 1 to $j + 1$.
#
# Call `count_followers` once for each order, not once for each token: below, each call walks through 420,000 of them.
#
# By hand: training on 0, 1, 0, 1 with $V = n = 2$. `count_followers([0, 1, 0, 1], 1)` is `{(): Counter({0: 2, 1: 2})}`, and with `m` 2 it is `{(0,): Counter({1: 2}), (1,): Counter({0: 1})}`. Order 1: both tokens have count 2, so $P_1 = (2 + 2 \cdot \tfrac12) / (4 + 2) = \tfrac12$. After 0 came 1 twice, one type: $P_2(1 \mid 0) = (2 + \tfrac12) / 3$. After 1 came 0 once: $P_2(0 \mid 1) = (1 + \tfrac12) / 2$. The test 0, 1, 0 has $-(\ln 0.8333 + \ln 0.75) / 2 = 0.2350$.


# %% exercise="interpolated_nll" minutes=25
def interpolated_nll(train_ids, test_ids, V, n):
    ### BEGIN SOLUTION
    # Why: Each order mixes its counts with what the shorter orders said, so one array is updated
    # from order 1 to n. A context that was never seen leaves it as it is.
    test = test_ids.tolist()
    probs = np.full(len(test) - 1, 1.0 / V)  # probs[i - 1] is that of test[i]
    for m in range(1, n + 1):
        followers = count_followers(train_ids.tolist(), m)
        for i in range(max(1, m - 1), len(test)):
            seen = followers.get(tuple(test[i - m + 1 : i]))
            if seen:
                count, types = sum(seen.values()), len(seen)
                probs[i - 1] = (seen[test[i]] + types * probs[i - 1]) / (count + types)
    return -np.log(probs).mean()
    ### END SOLUTION


# %% check="interpolated_nll" points=3
check_interpolated_nll(interpolated_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_interpolated_nll

check_interpolated_nll(interpolated_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Keep one array of probabilities, one entry for each predicted token, and begin with $1/V$ everywhere. Each order replaces an entry by its mixture with the old one. The `Counter` of a context holds all three counts: one look-up, a sum, a length. `dict.get` says whether a context was ever seen.
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.4-interpolated_nll)
#
# Your function runs at $n = 5$ (about 10 seconds; if it takes minutes, interrupt the kernel: it counts anew for every token).

# %% experiment=6 volatile
from helpers.checks.yours import yours
from helpers.datasets import batching, ngrams, scoring, words

figures.show_map("model")
mine = yours(interpolated_nll, check_interpolated_nll, ngrams.interpolated_nll)
streams, orders = (train_ids, test_ids, V), range(1, 8)
added = [ngrams.ngram_nll(*streams, n, add_k=0.05) for n in orders]
mixed = [mine(*streams, n) if n == 5 else ngrams.interpolated_nll(*streams, n) for n in orders]
final = [result["nats"] for result in lstm.results]
figures.show_orders(orders, added, mixed, final)
print(f"V = {V}; {len(train_ids):,} characters for training, {len(test_ids):,} held out")
print(lstm.note())

# %% [markdown]
# These are module 01's curves, at $n = 5$ from your function. The line of the LSTM, three seeds, lies below both. How it gets there is section 6.
#
# The number belongs to this text. As many characters of Python's source code, and of Tiny Shakespeare if you have downloaded it:

# %% experiment=8 volatile
from helpers.datasets.corpora import other_texts

figures.print_other_texts(other_texts(len(train_text) + len(test_text)), orders)

# %% [markdown]
# ### Exercise 2.5 ngram_nll
#
# **10 minutes, 0 points, optional.** The crude remedy, to see how much depends on a constant.
#
# <details><summary>The exercise</summary>
#
# `ngram_nll(train_ids, test_ids, V, n, add_k)` returns the mean NLL of `test_ids[1:]` under
#
# $$ P(w \mid c) = \frac{\text{count}(c, w) + \text{add\_k}}{\text{count}(c) + \text{add\_k} \cdot V}. $$
#
# Where fewer than $n - 1$ tokens stand before a token, those few are its context.
#
# By hand: training on 0, 1, 0, 1 with $V = n = 2$ and `add_k` 1: $P(1 \mid 0) = 3/4$, $P(0 \mid 1) = 2/3$.
#
# </details>


# %% exercise="ngram_nll" minutes=10 optional
def ngram_nll(train_ids, test_ids, V, n, add_k):
    ### BEGIN SOLUTION
    # Why: An empty Counter has the total 0 and the count 0 for every token, so a context that was
    # never seen gives add_k / (add_k * V), which is 1/V.
    test, nll = test_ids.tolist(), 0.0
    followers = [count_followers(train_ids.tolist(), m) for m in range(1, n + 1)]
    for i in range(1, len(test)):
        m = min(n, i + 1)
        after = followers[m - 1].get(tuple(test[i - m + 1 : i]), Counter())
        nll -= np.log((after[test[i]] + add_k) / (after.total() + add_k * V))
    return nll / (len(test) - 1)
    ### END SOLUTION


# %% check="ngram_nll" points=0
check_ngram_nll(ngram_nll)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_ngram_nll

check_ngram_nll(ngram_nll, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# As in 2.4: `count_followers` once for each length of context. Then each test token needs one look-up. What does an empty `Counter` say about a token?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.5-ngram_nll)
#
# ## 3 Characters or words
#
# A character model has about a hundred outputs and hardly ever meets an unknown token (one of the $V = 103$ ids stands for all characters that training never showed), but it needs a step for every letter. A word model needs one for every word, and starts with knowing where words end; for that it needs thousands of outputs, and most words of any text are rare. The usual choice: words that occur `min_count` times or more get an id, and all others share one, `<UNK>`.
#
# ### Exercise 2.6 build_vocab
#
# **10 minutes, 1 point.** `build_vocab(tokens, min_count, specials)` takes two lists of strings and a number. It returns a list of strings in which a token's place is its id: first the specials as they are given, then every token that occurs at least `min_count` times, the most frequent first, those of equal frequency in alphabetical order. No token stands twice.
#
# By hand: "b a b c a b" with `min_count` 2 and one special gives `["<UNK>", "b", "a"]`.


# %% exercise="build_vocab" minutes=10
def build_vocab(tokens, min_count, specials):
    ### BEGIN SOLUTION
    # Why: A key of (minus the count, the token) sorts downwards by count and upwards by text. A
    # special that also occurs in the text must not get a second id.
    counts = Counter(tokens)
    kept = [t for t in counts if counts[t] >= min_count and t not in specials]
    return list(specials) + sorted(kept, key=lambda token: (-counts[token], token))
    ### END SOLUTION


# %% check="build_vocab" points=1
check_build_vocab(build_vocab)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_build_vocab

check_build_vocab(build_vocab, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `sorted` takes a `key`, and a key may be a tuple: the second entry decides where the first is equal. How do you sort downwards by a number and upwards by a text at once?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.6-build_vocab)
#
# ### Exercise 2.7 encode
#
# **5 minutes, 1 point.** `encode(tokens, vocab)` takes a list of strings and a vocabulary, a list that holds `"<UNK>"` and `"<EOS>"` somewhere. It returns an integer array of one id for each token, that of `<UNK>` for a token which is not in `vocab`, and the id of `<EOS>` at the end.
#
# By hand: "a c" with the vocabulary `["a", "<UNK>", "<EOS>"]` gives 0, 1, 2.


# %% exercise="encode" minutes=5
def encode(tokens, vocab):
    ### BEGIN SOLUTION
    # Why: One dict finds every id at once; what it lacks gets the id of <UNK>.
    ids = {token: i for i, token in enumerate(vocab)}
    return np.array([ids.get(token, ids["<UNK>"]) for token in [*tokens, "<EOS>"]])
    ### END SOLUTION


# %% check="encode" points=1
check_encode(encode)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_encode

check_encode(encode, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `dict.get` takes a second argument. What does it return when the key is missing?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.7-encode)
#
# The help topics again, cut into words that keep the space before them, so that no character is lost. Words that occur once become `<UNK>`, so a word model does not say which word it was. To pay for every character, each unknown word also has to be spelled, by a second model that has seen the rare words of the training text. Two such spellers are tried: one knows how frequent each letter is, the other is an interpolated 5-gram of letters.
#
# **Predict first.** The character LSTM has a perplexity of 4.6, per character. What is that of the word LSTM, per word, `<UNK>` counted as a word?

# %% predict="word_perplexity"
prediction = None

# %% experiment=3 volatile
figures.show_map("tokens")
texts, specials = (train_text, test_text), ["<UNK>", "<EOS>"]
tokens = [words.word_tokens(text) for text in texts]
word_vocab = yours(build_vocab, check_build_vocab, words.build_vocab)(tokens[0], 2, specials)
look_up = yours(encode, check_encode, words.encode)
counted, asked = (look_up(part, word_vocab)[:-1] for part in tokens)
in_words = {f"word {n}-gram": [mine(counted, asked, len(word_vocab), n)] for n in (1, 2, 3)}
in_words["word LSTM"] = [result["nats"] for result in stored("word_lstm").results]
score_prediction(prediction, np.exp(np.mean(in_words["word LSTM"])), within=20)
in_characters = {"character 5-gram": [mixed[4]], "character LSTM": final}
units = yours(perplexity_and_bpc, check_perplexity_and_bpc, scoring.perplexity_and_bpc)
figures.print_words(in_words, in_characters, asked, word_vocab, texts, units)

# %% [markdown]
# Perplexity cannot be compared across vocabularies: among thousands of words it is large, among a hundred characters small, for one and the same text. Bits per character can, if every character is paid for. With nobody to spell the unknown words, every word model looks better than the character models: it may answer `<UNK>` to one token in eight, and nobody asks *which* word it was. Paid for at letter frequencies, all of them are worse; spelled by a 5-gram, the word 2-gram is better than the character 5-gram, and the two LSTMs are nearly level. The order depends on the speller. Two papers' perplexities are comparable only with the same text, the same tokens and the same vocabulary.
#
# ## 4 A long text, many rows
#
# One gradient for the whole corpus would be exact and slow: hundreds of thousands of steps before the first update. So the text is read in chunks of $T$ steps. One row would waste the processor, so $B$ rows are read side by side. If row $b$ of the next chunk goes on exactly where row $b$ of this one stopped, the state can be carried, and nothing is forgotten at the border.
#
# That decides how to cut. First cut the stream into $B$ long rows, then cut all of them into chunks of $T$ steps. The stream 0 to 12 with $B = 2$ and $T = 3$:
#
# ```
# row 0:   0  1  2 | 3  4  5      targets   1  2  3 | 4  5  6
# row 1:   6  7  8 | 9 10 11                7  8  9 | 10 11 12
# ```
#
# ### Exercise 2.8 stream_batches
#
# **20 minutes, 2 points.** `stream_batches(ids, B, T)` takes a stream $(N,)$ and returns a list of pairs `(inputs, targets)`, each array $(T, B)$: time first, so a row of the drawing is a column. Each of the $B$ rows has $(N - 1) // B$ steps, what is left over at the end is dropped, and the last chunk may be shorter than $T$. The target is always the token that follows in the stream.
#
# By hand: the drawing above. The first `inputs` is `[[0, 6], [1, 7], [2, 8]]`.


# %% exercise="stream_batches" minutes=20
def stream_batches(ids, B, T):
    ### BEGIN SOLUTION
    # Why: Reshaped to (B, steps), each row is one long piece of the stream; turned, time comes
    # first. Slices along time then continue each other, row by row.
    steps = (len(ids) - 1) // B
    inputs = ids[: B * steps].reshape(B, steps).T
    targets = ids[1 : B * steps + 1].reshape(B, steps).T
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(0, steps, T)]
    ### END SOLUTION


# %% check="stream_batches" points=2
check_stream_batches(stream_batches)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_stream_batches

check_stream_batches(stream_batches, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `reshape` fills row after row. Which shape has as its rows the long rows of the drawing? Do it for the inputs and for the same stream shifted by one, then turn both, then slice along time.
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.8-stream_batches)
#
# What does it cost to forget the state at every border? Two sets of models were trained with chunks of 16 characters, one with the state carried and one with it set to 0 at each border. Then each was *used* in both ways on held-out text.
#
# **Predict first.** A model that was trained with the state carried is used with it reset, every 16 characters. By how many nats per character does its mean loss rise?

# %% predict="cost_of_forgetting"
prediction = None

# %% experiment=0
figures.show_map("batches")
carried = stored("carried_state")
places = {
    (trained, used): np.array([result[trained][used] for result in carried.results])
    for trained in ("carried", "reset")
    for used in ("carried", "reset")
}
cost = places["carried", "reset"].mean() - places["carried", "carried"].mean()
score_prediction(prediction, cost, unit="nats", within=0.05)
figures.show_places(places)
print(carried.note())

# %% [markdown]
# Used with a reset state, every model starts each chunk blind, and recovers in the course of it (the last line printed says where). The surprise is the other comparison: models that were *trained* with a reset state lose nothing by it, as long as they are used with the state carried (first column). On this text a state is worth most within a word or two, and chunks of 16 characters teach that either way. What a carried state makes possible is not always learned.
#
# ### Exercise 2.9 kept_share
#
# **5 minutes, 0 points, optional.** Module 01's share of the steps at which a chunk can teach a lag, as a function.
#
# <details><summary>The exercise</summary>
#
# Gradients stop at the border, so a prediction that depends on the token `lag` steps back is taught only at places that have this token in their own chunk. `kept_share(lag, k)` returns the share of the $k$ places of a chunk where that is so (module 01, section 7), for lags beyond $k$ too.
#
# By hand: with $k = 10$ and a lag of 3, the first three places look over the border, so the share is 0.7. A lag of 10 or more has the share 0.
#
# </details>


# %% exercise="kept_share" minutes=5 optional
def kept_share(lag, k):
    ### BEGIN SOLUTION
    # Why: The first `lag` places of a chunk look over its border; beyond k all of them do.
    return max(k - lag, 0) / k
    ### END SOLUTION


# %% check="kept_share" points=0
check_kept_share(kept_share)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_kept_share

check_kept_share(kept_share, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Number the places of a chunk from 0. Which is the first that can look back `lag` steps?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.9-kept_share)
#
# ## 5 Sentences of unequal length
#
# A batch of sentences is no stream: each starts anew, and they end at different steps. So the array is padded, and a mask says which steps are real (1.5 scored such a batch; now you make one). The padding id is 0 here, which is also the id of some real token; so only the mask can tell the two apart.
#
# ### Exercise 2.10 pad_and_mask
#
# **10 minutes, 2 points.** `pad_and_mask(sequences)` takes a list of $B$ integer arrays. It returns `ids` $(T, B)$, integers, with $T$ the longest length, each sequence in its column from the top and 0 below it; and `mask` $(T, B)$, floats, 1 on real steps and 0 on padding.
#
# By hand: (5, 0) and (7) give `ids` `[[5, 7], [0, 0]]` and `mask` `[[1, 1], [1, 0]]`.


# %% exercise="pad_and_mask" minutes=10
def pad_and_mask(sequences):
    ### BEGIN SOLUTION
    # Why: Zeros are padding and mask at once, so only the real steps have to be filled in.
    T = max(len(sequence) for sequence in sequences)
    ids = np.zeros((T, len(sequences)), dtype=int)
    mask = np.zeros((T, len(sequences)))
    for b, sequence in enumerate(sequences):
        ids[: len(sequence), b] = sequence
        mask[: len(sequence), b] = 1.0
    return ids, mask
    ### END SOLUTION


# %% check="pad_and_mask" points=2
check_pad_and_mask(pad_and_mask)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_pad_and_mask

check_pad_and_mask(pad_and_mask, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Make both arrays of zeros first. Then each sequence fills the top of one column, in both.
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.10-pad_and_mask)
#
# ### A language whose best loss is known
#
# On real text nobody knows how low a loss could go. So here is a language of our own: some $a$s, as many $b$s, `<EOS>`. The number $m$ of $a$s is drawn so that after each $a$ another one follows with probability 0.7. For a model that counts, the first $a$ is certain; after it, each further $a$ costs $-\ln 0.7$ and the first $b$ costs $-\ln 0.3$; everything after that is certain again.
#
# How many nats per symbol is that? With $p = 0.3$ the string's entropy is that of $1/p$ throws of a coin on average, and its mean length is $2/p + 1$:
#
# $$ \frac{-p \ln p - (1-p) \ln(1-p)}{p} \Big/ \Big(\frac{2}{p} + 1\Big) = 0.26559. $$
#
# This is a *floor*: no model gets below it. A *baseline* is only what some simple model reaches. An LSTM of 16 units (module 04 opens it up) is trained on such strings with your `pad_and_mask`; its loss is computed exactly, by going through all strings up to $m = 59$. Training takes about 10 seconds.

# %% experiment=8 volatile
from helpers.datasets.tasks import anbn_floor as floor_of, anbn_loss
from helpers.experiments.m02_language_models.anbn import SETTINGS, train_anbn

figures.show_map("score")
counter = train_anbn(0, yours(pad_and_mask, check_pad_and_mask, batching.pad_and_mask), **SETTINGS)
exact, floor = anbn_loss(counter.log_probs, p=0.3), floor_of(0.3)
ratios = np.array([result["nats"] for result in stored("anbn").results]) / floor
print(f"floor {floor:.5f}, this model {exact:.5f}: {exact / floor - 1:.2%} above it")
print(
    f"stored, {len(ratios)} seeds: from {ratios.min() - 1:.2%} to {ratios.max() - 1:.2%} above it"
)
figures.show_anbn(counter.log_probs)

# %% [markdown]
# Every seed comes within one per cent of the floor. The network counts: the second half of the string is white because it knows how many $b$s are due.
#
# ### Exercise 2.11 anbn_floor
#
# **5 minutes, 0 points, optional.** The formula above, for any $p$.
#
# <details><summary>The exercise</summary>
#
# `anbn_floor(p)` returns the floor in nats per symbol, `<EOS>` included, when after each $a$ the $b$s begin with probability $p$.
#
# By hand: $p = 0.5$ has the entropy $\ln 2 / 0.5 = 1.3863$ a string and a mean length of 5, so 0.2773.
#
# </details>


# %% exercise="anbn_floor" minutes=5 optional
def anbn_floor(p):
    ### BEGIN SOLUTION
    # Why: 1/p throws on average, each with the entropy of one throw, are all that is uncertain;
    # they are shared out over 2/p + 1 symbols.
    entropy = -p * np.log(p) - (1 - p) * np.log(1 - p)
    return entropy / p / (2 / p + 1)
    ### END SOLUTION


# %% check="anbn_floor" points=0
check_anbn_floor(anbn_floor)
### BEGIN HIDDEN TESTS
from helpers.checks.m02_language_models import check_anbn_floor

check_anbn_floor(anbn_floor, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the entropy of one throw first. How many throws does a string need on average?
#
# </details>
#
# [Worked solution](../../solutions/02_language_models/02_language_models.ipynb#Exercise-2.11-anbn_floor)
#
# ## 6 A network against the counts
#
# Now real text, and your `stream_batches`: an LSTM of 128 units, 1,000 updates, with the loop of the course's library. The loop uses Adam (module 01, section 8), clips the gradient (module 03) and lets the learning rate fall to 0. It takes about a minute.
#
# The stored models, three seeds, are twice as wide and were trained for 1,200 updates; their loss was measured every 150.
#
# **Predict first.** At which of these measurements has the median of the stored models first passed the best counts, 1.64 nats?

# %% predict="updates_to_pass"
prediction = None

# %% experiment=25 volatile
from helpers.experiments.m02_language_models import character_lstm
from helpers.nn.models import LanguageModel
from helpers.nn.torch_layers import torch_recurrent

cut = yours(stream_batches, check_stream_batches, batching.stream_batches)
rng = np.random.default_rng(0)
own = LanguageModel(V, torch_recurrent("lstm", 32, 128, rng), rng)
character_lstm.train_on_batches(own, list(cut(train_ids, 32, 64)), steps=1000, lr=0.015)
print(f"your model: {character_lstm.held_out_nll(own, test_ids):.3f} nats on held-out topics")
passed = figures.show_learning(lstm.results, mixed)
score_prediction(prediction, passed, unit="updates", within=150)

# %% [markdown]
# The width, rate and number of updates of the stored models, and the rate of yours, were chosen by trying some on this very held-out text, and so was the best $n$. How much that flatters each of them is not known.
#
# ### How far back does it look?
#
# Nothing in the chain rule limits the context. Module 01's network used six to eight characters of it. The same test for the LSTM: it reads only the last few characters, from an empty state.
#
# **Predict first.** Measured with 1 to 6, 8, 12, 16, 24, 32, 48, 64, 96 and 128 characters: from how many on is the loss within 0.03 nats of its lowest?

# %% predict="characters_used"
prediction = None

# %% experiment=0 volatile
contexts = [int(k) for k in lstm.results[0]["contexts"]]
by_context = np.array([list(result["contexts"].values()) for result in lstm.results])
middle = np.median(by_context, axis=0)
enough = contexts[int(np.argmax(middle < middle.min() + 0.03))]
score_prediction(prediction, enough, unit="characters", within=4)
figures.show_context(contexts, by_context, list(orders), mixed)

# %% [markdown]
# With few characters the counts are better: the network was hardly ever asked to start from nothing. Then the table runs out of examples, and the network goes on. What lies farther back than the predicted number gains less than 0.03 nats in the median: nobody assumed that a few last characters are enough (the *Markov assumption*), and something much like it was learned.
#
# ## 7 What language models are for
#
# A recogniser of speech hears "recognise speech" or "wreck a nice beach", a translator finds two word orders: the language model says which is likelier. So take the plain held-out sentences (lower-case words, commas and a full stop, 40 to 140 characters) and exchange two neighbouring words, in every possible way. How often is the original preferred?
#
# **Predict first.** In which share of these pairs does the interpolated 5-gram prefer the original?

# %% predict="word_order"
prediction = None

# %% experiment=4 volatile
figures.show_map("use")
five_gram = character_lstm.ngram_scorer(vocab, train_ids, n=5)
counts_right = character_lstm.order_accuracy(five_gram, test_text)
score_prediction(prediction, counts_right, within=0.05)
pairs = sum(len(character_lstm.exchanged(s)) for s in character_lstm.sentences(test_text))
orderly = [result["order"] for result in lstm.results]
low, high = min(orderly), max(orderly)
print(f"word order, {pairs} pairs: 5-gram {counts_right:.2f}, LSTM {low:.2f} to {high:.2f}")
print(f"standard error of such a share: {np.sqrt(high * (1 - high) / pairs):.3f}")

# %% [markdown]
# Word order is a task for counts as well: of the three networks one is a point of a hundred behind the 5-gram, one is four ahead, and the standard error is two.
#
# Neighbours are easy. *Agreement* is not: in "the **keys** to the cabinet **are** old" the verb follows a noun that lies behind another one. Linzen, Dupoux and Goldberg (2016) made this a test. Ours is an artificial language, in which nine of ten *distractors*, the nouns in between, have the subject's number, as in real text most do. The test asks only about sentences in which the last noun misleads. The cell takes about 10 seconds.

# %% experiment=8 volatile
from helpers.experiments.m02_language_models import agreement

verbs = stored("agreement")
figures.show_agreement(verbs.results, agreement.ngram_by_distance(5, verbs.settings))
print(verbs.note())

# %% [markdown]
# Agreement is no task for counts. The 5-gram is wrong in more than nine of ten misleading sentences, at every distance (last line printed), because the nearest noun is a good guide nine times in ten, and that is all it can see. Most networks *begin* like that (the first printed line says how many), and then switch: with 32 units, all ten, five Elman networks and five LSTMs, end with at least 98 % of these verbs right, at one distractor and at eight. With 16 units, one Elman network and one LSTM of five were still mostly misled when training ended, and one of each had switched in part. So it is learned, not given, and from little: in training half of the sentences have distractors, so the last noun misleads in one of twenty.
#
# ### Schemas: where a small model knows nothing
#
# "The ladder did not reach the shelf because the _ was too short." The ladder or the shelf? With "high" in place of "short" the answer is the other one. In such pairs one word decides (Levesque, Davis & Morgenstern 2012; WinoGrande, Sakaguchi et al. 2020, has 44,000 of them). A language model answers by filling in both options and comparing: the *full* score is that of the whole sentence, the *partial* score only that of what follows the gap. Trinh and Le (2018) found the second better: both sentences contain the options, and the full score also says which option is the more frequent word.
#
# `data/schemas.jsonl` holds 75 pairs written for this course. Options and order are the same in both sentences of a pair, so neither word frequency nor position can be right more than half of the time; what the deciding word gives away by itself is measured.

# %% experiment=3 volatile
from helpers.datasets.schemas import bag_of_words_accuracy, load_schemas

schemas = load_schemas()
by_counting = character_lstm.schema_accuracy(five_gram)
figures.show_schemas(schemas, bag_of_words_accuracy(schemas), by_counting, lstm.results)
sizes = lstm.settings["D"], lstm.settings["H"]
net = LanguageModel(V, torch_recurrent("lstm", *sizes, rng), rng)
print(f"LSTM: {sum(w.numel() for w in net.parameters()):,} weights")

# %% [markdown]
# At chance, all of them, and partial scoring changes nothing. That is no failure of the method: the models have read 420,000 characters about Python, and ladders, shelves and what makes one too short to reach the other do not occur there. On WinoGrande the best model of its authors, RoBERTa-large, was right in 79 % of the questions, people in 94 %. It has 355 million weights, read 160 GB of text (Liu et al. 2019) and trained on WinoGrande's own questions; ours has the number printed, and read 0.4 MB. How much of such a score is knowledge, and how much leaks in the questions, is what WinoGrande was made to find out.
#
# ## 8 Your sentence
#
# Put a sentence in quotes in place of `None`; without one, the held-out sentence of the opening is read. Your model of section 6 takes it as the beginning of a paragraph, and your functions score it; the figure shows its first 70 characters.

# %% predict="your_sentence"
prediction = None

# %% experiment=1 volatile
sentence = str(prediction or lstm.results[0]["example"]["text"])
ids = vocab.encode("\n\n" + sentence)
log_probs = own.log_probs(ids[:, None])[:, 0]
total = yours(sentence_log_prob, check_sentence_log_prob, scoring.sentence_log_prob)(
    log_probs, ids, 2
)
_, bpc = units(-total, len(sentence), len(sentence))
print(f"ln P = {total:.1f}, so one in 10^{-total / np.log(10):.0f}; {bpc:.2f} bits per character")
surprise = -log_probs[np.arange(1, len(ids) - 1), ids[2:]]
by_counts = -ngrams.interpolated_log_probs(train_ids, ids, V, 5)[1:]
figures.show_own(sentence, by_counts, surprise, vocab)

# %% [markdown]
# Try one about cooking, one with a typing error, one in another language.
#
# ## 9 Claimed and measured

# %% experiment=0 volatile
figures.show_claims(
    counts=mixed,
    added=added,
    lstm=lstm.results,
    enough=enough,
    places=places,
    ratios=ratios,
    verbs=verbs.results,
)

# %% [markdown]
# ## 10 Limits
#
# - **One narrow corpus.** Help topics about one language, in one house style. On other text other models may come out ahead.
# - **Small models, one rate each.** A day of tuning would move every line in these figures, also those of the counts: modified Kneser-Ney (Chen & Goodman 1999) usually beats Witten and Bell's interpolation.
# - **Likelihood is not understanding.** A likely sentence need not be true, and a true one need not be likely.
# - **Why memories are short** is not measured here. That this text asks for little more is one reason; gradients are another (module 03).
#
# ## 11 Summary
#
# - The chain rule turns the probability of a text into next-token predictions, without any assumption.
# - Nats add up. Perplexity is per token and depends on the vocabulary; bits per character compare across vocabularies if unknown words are paid for.
# - Interpolated counts are the baseline; a floor is something else, and known only where the source is.
# - Streams carry the state from chunk to chunk; sentences are padded and masked.
# - Ask of every model how much of its context it uses. The answer is a curve.
# - Next: what a gradient loses on its way back through time (module 03).
#
# ### Essay: is this model better?
#
# **3 points, graded by hand, 15 minutes.** In your own words, 100 to 200 words. A paper says: "Our word model has a perplexity of 45 on the test text, the earlier character model one of 4.5, so the character model is ten times better." Say what is wrong, what would have to be known to compare the two, and how you would compute it. One point each.

# %% [markdown] essay="is_this_model_better" points=3 minutes=15
# **Rubric.**
#
# - 1 point: perplexities per word and per character count different events, so their sizes cannot be compared; a perplexity is also no linear scale of quality.
# - 1 point: what has to be known: the same text, its numbers of words and characters, and what was done with unknown words (how many there were, what spelling them would cost).
# - 1 point: the computation: total NLL = tokens times ln(perplexity), in both cases over the whole text with ends and spaces, plus the cost of unknown words; divided by ln 2 and by the number of characters.
#
# **A good answer** works an example: at 5.5 characters a word, spaces included, 45 per word is $\log_2(45) / 5.5 = 1.0$ bits per character, and 4.5 per character is 2.2, so the word model may well be the better one.

# %% [markdown]
# ## Sources, read critically
#
# - C. E. Shannon (1951), *Prediction and entropy of printed English*, Bell System Technical Journal 30. People as language models; between 0.6 and 1.3 bits per character for long contexts, on 27 symbols, so not comparable with the raw text here.
# - I. H. Witten & T. C. Bell (1991), *The zero-frequency problem*, IEEE Transactions on Information Theory 37. Method C. They back off where a token is new; here, as is usual today, all orders are mixed.
# - S. F. Chen & J. Goodman (1999), *An empirical study of smoothing techniques for language modeling*, Computer Speech and Language 13. How to compare baselines, and why modified Kneser-Ney became the usual one.
# - Y. Bengio, R. Ducharme, P. Vincent & C. Jauvin (2003), *A neural probabilistic language model*, JMLR 3. The first neural model that beat smoothed trigrams; a window, not a recurrence.
# - T. Mikolov, M. Karafiát, L. Burget, J. Černocký & S. Khudanpur (2010), *Recurrent neural network based language model*, Interspeech. An Elman network, one word at a time. Its gains are over 5-grams with Kneser-Ney smoothing.
# - F. A. Gers & J. Schmidhuber (2001), *LSTM recurrent networks learn simple context-free and context-sensitive languages*, IEEE Transactions on Neural Networks 12. aⁿbⁿ, tested on longer strings than those trained on; here only the loss is tested.
# - T. Linzen, E. Dupoux & Y. Goldberg (2016), *Assessing the ability of LSTMs to learn syntax-sensitive dependencies*, TACL 4. Real sentences, and errors that grow with the number of misleading nouns.
# - H. J. Levesque, E. Davis & L. Morgenstern (2012), *The Winograd schema challenge*, KR; T. H. Trinh & Q. V. Le (2018), *A simple method for commonsense reasoning*, arXiv:1806.02847; K. Sakaguchi, R. Le Bras, C. Bhagavatula & Y. Choi (2020), *WinoGrande: an adversarial Winograd schema challenge at scale*, AAAI. The challenge, full and partial scoring, and how to write questions that word statistics do not answer. Y. Liu and others (2019), *RoBERTa: a robustly optimized BERT pretraining approach*, arXiv:1907.11692: its size and its text.
