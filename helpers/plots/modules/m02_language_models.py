"""The figures and tables of module 02, and its map: from a text to a score, and what it is for."""

import numpy as np

from helpers.datasets.ngrams import interpolated_log_probs, interpolated_rows
from helpers.datasets.tasks import anbn
from helpers.datasets.text import char_vocab
from helpers.datasets.words import spelling_nll, word_tokens
from helpers.plots import curves, language_models
from helpers.plots.course_map import Map
from helpers.plots.course_map import show_map as show_course_map
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.style import figure, show

MAP = Map(
    parts={
        "text": (0, 0, "text"),
        "tokens": (1, 0, "tokens,\nids"),
        "batches": (2, 0, "batches"),
        "model": (3, 0, "counts or\nnetwork"),
        "probability": (4, 0, "P(next |\nall before)"),
        "score": (4, 1, "nats, bits,\nperplexity"),
        "use": (3, 1, "choosing\nthe likelier"),
    },
    arrows=(
        ("text", "tokens"),
        ("tokens", "batches"),
        ("batches", "model"),
        ("model", "model"),
        ("model", "probability"),
        ("probability", "score"),
        ("score", "use"),
    ),
    about=(
        "Map of the module: a text becomes tokens and ids, then batches; a model, counts or a "
        "network, gives a probability to the next token, given all before; these make a score, "
        "and scores choose the likelier of two texts."
    ),
)
VERB_MODELS = {
    "Elman 16": "rnn 16",
    "Elman 32": "rnn 32",
    "LSTM 16": "lstm 16",
    "LSTM 32": "lstm 32",
}
MAP_CAPTION = (
    "**The module in one picture.** It comes back, small, with the part at work in colour. We "
    "begin at the end: with what a model's answers say about a text."
)


def show_map(at, caption=""):
    """Display the map with one part in colour."""
    show_course_map(MAP, at, caption)


def show_opening(vocab, train_ids, text, surprise):
    """Show one sentence as three models see it: two that count, and an LSTM.

    Shapes: train_ids (N,); text of M characters; surprise (M,), the LSTM's, in nats.
    """
    asked = vocab.encode("\n\n" + text)  # as it would stand at the start of a paragraph
    rows = {
        name: -interpolated_log_probs(train_ids, asked, len(vocab), n)[1:]
        for name, n in (("letter counts", 1), ("5-gram", 5))
    } | {"LSTM": surprise}
    fig, ax = figure(8.5, 1.45)
    language_models.surprise_rows(ax, text, rows)
    means = ", ".join(f"{name} {np.mean(v) / np.log(2):.2f}" for name, v in rows.items())
    show(
        fig,
        alt=f"The sentence {text!r} in three rows, its characters on backgrounds from white to "
        f"orange by their surprise. The row of letter counts is coloured throughout, the other two "
        f"at the beginnings of words. Mean bits: {means}.",
        caption="**Where three models are surprised.** White: the character was certain (0 bits). "
        "Full colour: 8 bits or more, one in 256. At the right, the mean.",
    )


def show_orders(orders, added, mixed, lstm):
    """Show the losses of both kinds of n-gram model, and an LSTM's.   Shapes: lstm (seeds,)."""
    fig, ax = figure(7, 3.2)
    lines = {"0.05 added to counts": added, "interpolated": mixed}
    language_models.losses_by_order(ax, list(orders), lines, {"LSTM": lstm})
    ax.set_ylabel("held-out loss\n(nats per character)")
    show(
        fig,
        alt=f"Held-out loss against the order n. With 0.05 added it falls to {min(added):.2f} and "
        f"then rises to {added[-1]:.2f}; interpolated it falls to {min(mixed):.2f} and rises "
        f"little. A level line at {np.median(lstm):.2f} is the LSTM.",
        caption="**The model to beat.** Whole help topics held out. The level line is the median "
        f"of {len(lstm)} LSTMs with its range (section 6).",
    )
    best = int(np.argmin(mixed))
    print(
        f"best with 0.05 added: {min(added):.3f} at n = {list(orders)[int(np.argmin(added))]}; "
        f"best interpolated: {mixed[best]:.3f} at n = {list(orders)[best]}; "
        f"LSTM: {min(lstm):.3f} to {max(lstm):.3f}"
    )


def print_other_texts(texts, orders):
    """Print the losses of interpolated counts on other texts.   texts: as corpora.other_texts."""
    for name, (train_text, test_text) in texts.items():
        vocab = char_vocab(train_text)
        streams = vocab.encode(train_text), vocab.encode(test_text), len(vocab)
        losses = [-float(interpolated_log_probs(*streams, n).mean()) for n in orders]
        best = int(np.argmin(losses))
        print(
            f"{name:16s} V = {len(vocab):3d}, {len(train_text):,} characters: order 1 "
            f"{losses[0]:.2f}, best {losses[best]:.2f} at n = {list(orders)[best]}"
        )


def show_places(places):
    """Show the loss by place in a chunk, for both ways of training and of use.

    Shapes: places (trained, used) -> (seeds, T).
    """
    fig, axes = figure(8.5, 3.1, columns=2)
    for ax, trained in zip(axes, ("carried", "reset"), strict=True):
        lines = {f"used {used}": places[trained, used] for used in ("carried", "reset")}
        language_models.loss_by_place(ax, lines, f"trained with the state {trained}", (1.4, 3.8))
    mean = {pair: float(np.mean(values)) for pair, values in places.items()}
    show(
        fig,
        alt="Two panels, loss against the place in a chunk of 16. Used with the state carried, the "
        "line is level in both. Used with it reset, it starts high and comes down within about "
        "eight characters; higher where the state was carried in training.",
        caption="**What a border costs.** Medians and ranges over three seeds, chunks of 16 "
        "characters. Left, models trained with the state carried; right, with it set to 0.",
    )
    print("mean nats per character   used carried   used reset")
    for trained in ("carried", "reset"):
        print(
            f"trained {trained:8s} {mean[trained, 'carried']:22.3f} {mean[trained, 'reset']:12.3f}"
        )
    for trained in ("carried", "reset"):
        lost = np.mean(places[trained, "reset"] - places[trained, "carried"], axis=0)
        print(f"trained {trained}: used reset, less than 0.1 nats are lost from place", end=" ")
        print(1 + int(np.flatnonzero(lost >= 0.1)[-1]) + 1)


def show_anbn(log_probs, m=6):
    """Show the surprise of a model at m as, m bs and the end.

    log_probs: ids (T, B) -> (T, B, V), of a model of tasks.ANBN_VOCAB.
    """
    ids = np.concatenate([[2], anbn(m)])
    surprise = -log_probs(ids[:-1, None])[np.arange(2 * m + 1), 0, ids[1:]]
    tokens = ["a"] * m + ["b"] * m + ["<EOS>"]
    ideal = np.zeros(2 * m + 1)
    ideal[1:m], ideal[m] = -np.log(0.7), -np.log(0.3)
    fig, ax = figure(6, 1.0)
    language_models.surprise_rows(ax, tokens, {"best possible": ideal, "LSTM": surprise}, most=3.0)
    show(
        fig,
        alt=f"The string of {m} a and {m} b in two rows, best possible and LSTM, coloured alike: "
        "the a's after the first lightly, the first b more, all that follows white.",
        caption="**It counts.** Surprise at each symbol of one string: only the number of $a$s is "
        "news. At the right, the string's mean in bits; the floor is the mean over all strings.",
    )


def show_learning(results, mixed):
    """Show the held-out loss of the stored models in training, against the counts.

    Returns the updates after which their median was first below the best counts.
    """
    steps = [done for done, _ in results[0]["curve"]]
    losses = np.array([[nats for _, nats in result["curve"]] for result in results])
    names = ("unigram", "bigram", "trigram", "4-gram", "5-gram")
    lines = {name: mixed[i] for i, name in enumerate(names) if i > 0}
    fig, ax = figure(7, 3.3)
    curves.loss_curves(ax, steps, losses, lines, label="LSTM")
    ends = losses[:, -1]
    show(
        fig,
        alt=f"Held-out loss of {len(ends)} LSTMs against updates: it passes the trigram, the "
        f"4-gram and the 5-gram line, and ends at {np.median(ends):.2f}.",
        caption="**A network against the counts.** Held-out topics, interpolated counts as dashed "
        "lines, the stored LSTMs of 256 units.",
    )
    print(f"stored: {ends.min():.3f} to {ends.max():.3f}, {ends.mean() / np.log(2):.2f} bpc")
    return steps[int(np.argmax(np.median(losses, axis=0) < min(mixed)))]


def show_context(contexts, losses, orders, mixed):
    """Show the loss against the number of characters given.   Shapes: losses (seeds, n)."""
    fig, ax = figure(7, 3.3)
    language_models.loss_by_context(ax, contexts, losses, orders, mixed)
    show(
        fig,
        alt="Loss against the number of characters given. The counts are lower up to about five "
        "characters and then rise; the LSTM starts higher, crosses, and is level from about "
        "16 characters on.",
        caption="**How much context is used.** The LSTM starts from an empty state and reads the "
        "last characters only; a table of order $n$ is given $n - 1$ of them.",
    )
    given = {n - 1: loss for n, loss in zip(orders, mixed, strict=True)}
    middle = dict(zip(contexts, np.median(losses, axis=0), strict=True))
    better = [k for k in contexts if k in given and given[k] < middle[k]]
    print(f"the counts are better with {', '.join(map(str, better))} characters")


def show_agreement(results, counts):
    """Show how often the verb's number is right, by distance and by updates.

    Shapes: results one dict a seed, kind -> rows; counts (distances,), of n-grams.
    """
    misled = {
        name: np.array([[row["misled"] for row in result[key]] for result in results])
        for name, key in VERB_MODELS.items()
    }  # each (seeds, moments, distances)
    updates = [row["updates"] for row in results[0]["rnn 16"]]
    fig, axes = figure(8.5, 3.2, columns=2)
    at_end = {name: values[:, -1] for name, values in misled.items()} | {"5-gram": counts}
    by_update = {name: values.mean(axis=2) for name, values in misled.items()} | {"5-gram": None}
    far = np.arange(1, len(counts) + 1)
    words = "distractors between subject and verb", "at the end of training"
    language_models.accuracy_lines(axes[0], far, at_end, *words)
    words = "updates", "all distances together"
    language_models.accuracy_lines(axes[1], updates, by_update, *words, legend=True)
    show(
        fig,
        alt="Left: share of right verbs against the number of distractors; most networks stay near "
        "1 at every distance, the 5-gram near 0. Right: the same against updates; the first "
        "shares lie anywhere from 0 to 1, most below one half, and all but four end near 1.",
        caption="**First the nearest noun, then the subject.** Sentences whose last noun misleads. "
        f"Medians of {len(results)} seeds thick, each seed thin; 16 and 32 are numbers of units. "
        "At the end three medians lie together at 1.",
    )
    first = np.concatenate([values[:, 0].mean(axis=1) for values in misled.values()])
    print(f"after {updates[0]} updates {np.sum(first < 0.5)} of {len(first)} networks are misled")
    for name, values in misled.items():
        near, distant = values[:, -1, 0], values[:, -1, -1]
        every = ", ".join(f"{share:.2f}" for share in sorted(values[:, -1].mean(axis=1)))
        print(
            f"{name:9s} at the end: 1 distractor {near.min():.2f} to {near.max():.2f}, "
            f"{len(counts)} distractors {distant.min():.2f} to {distant.max():.2f}; "
            f"all distances, seed by seed: {every}"
        )
    print(f"5-gram: {min(counts):.2f} to {max(counts):.2f}")


def show_schemas(schemas, bag, counted, lstm):
    """Show what scorers make of the schemas.   Shapes: counted (full, partial); lstm of results."""
    shares = {
        "bag of words": [bag],
        "5-gram, full": [counted[0]],
        "5-gram, partial": [counted[1]],
        "LSTM, full": [result["full"] for result in lstm],
        "LSTM, partial": [result["partial"] for result in lstm],
    }
    fig, ax = figure(7, 2.6)
    language_models.shares_at_chance(ax, shares, 2 * len(schemas))
    show(
        fig,
        alt="Shares of right answers of a bag of words, 5-grams and LSTMs, full and partial: all "
        "within the range of guessing around one half.",
        caption=f"**At chance.** {len(schemas)} pairs, two questions each. Each LSTM is a point. "
        "Grey: where 95 % of pure guessing falls.",
    )
    for name, values in shares.items():
        print(f"{name:15s} {', '.join(f'{value:.3f}' for value in values)}")


def show_own(sentence, counts, own, vocab, most=70):
    """Show a sentence as counts and the learner's own model see it.   Shapes: counts, own (N,).

    Of a longer one the first `most` characters are drawn. vocab: of the characters; those that it
    lacks are counted.
    """
    print(f"{sum(c not in vocab.chars for c in sentence)} characters unknown to the model")
    sentence, counts, own = sentence[:most], counts[:most], own[:most]
    fig, ax = figure(max(1.6 + 0.098 * len(sentence), 4.0), 1.1)
    language_models.surprise_rows(ax, sentence, {"5-gram": counts, "your model": own})
    show(
        fig,
        alt=f"The sentence {sentence!r} in two rows, coloured by the surprise of its characters.",
        caption="**Your sentence**, as counts and as your own model read it. Bits at the right.",
    )


def print_words(in_words, in_characters, asked, vocab, texts, units):
    """Print perplexity and bits per character of word models, and those of character models.

    in_words, in_characters: name -> nats per token, one for each seed. asked: ids of the held-out
    words. texts: training and held-out text. units: perplexity_and_bpc.
    """
    known, chars = set(vocab), len(texts[1])
    rare, unknown = ([t for t in word_tokens(text) if t not in known] for text in texts)
    spelling = (0.0, spelling_nll(unknown, rare), _spelled_by_counts(unknown, rare))
    print(
        f"{len(vocab)} words; unknown: {len(unknown) / len(asked):.1%} of the held-out tokens; "
        f"{sum(c not in texts[0] for c in texts[1])} of its {chars} characters"
    )
    print(f"{'':17s} perplexity   bits per character, the unknown words spelled by")
    print(f"{'':28s}   nobody   letter counts   letter 5-gram")
    for name, nats in (in_words | in_characters).items():
        is_word, mean = name in in_words, float(np.mean(nats))
        count = len(asked) - 1 if is_word else chars - 1
        perplexity, _ = units(mean * count, count, chars)
        bpc = [units(mean * count + cost, count, chars)[1] for cost in spelling]
        spread = f"   {len(nats)} seeds, {min(nats):.3f} to {max(nats):.3f} nats"
        row = f"{bpc[0]:9.2f} {bpc[1]:15.2f} {bpc[2]:15.2f}" if is_word else f"{bpc[0]:9.2f}"
        print(f"{name:17s} {perplexity:10.1f} {row:41s}{spread if len(nats) > 1 else ''}".rstrip())


def _spelled_by_counts(words, rare, n=5):
    """Score the spelling of words as words.spelling_nll does, by an interpolated n-gram of letters.

    Units: nats for all words together, the end of each included.
    """
    letters = sorted(set("".join([*words, *rare])) - {"\0"})
    ids = {letter: i for i, letter in enumerate(["\0", *letters])}
    asked = [[0, *(ids[c] for c in word + "\0")] for word in words]
    train = np.array([0, *(ids[c] for word in rare for c in word + "\0")])
    return float(-np.concatenate(interpolated_rows(train, asked, len(ids), n)).sum())


def show_claims(counts, added, lstm, enough, places, ratios, verbs):
    """Show the table of claims and of what was measured here."""
    rows = [*_claims_of_losses(counts, added, lstm, enough), *_claims_of_state(places, ratios)]
    claims.show_claims([*rows, *_claims_of_choices(verbs, lstm)])


def _claims_of_losses(counts, added, lstm, enough):
    final = np.array([result["nats"] for result in lstm])
    yield (
        "Recurrent models beat $n$-grams with good smoothing (Mikolov et al. 2010)",
        f"{final.min():.3f} to {final.max():.3f} nats against {min(counts):.3f}; "
        f"{len(final)} seeds",
        verdict(
            "holds against Witten and Bell's; their opponent, Kneser-Ney, was not tried",
            final.max() < min(counts),
        ),
    )
    yield (
        "Adding a small constant is smoothing enough (many tutorials)",
        f"{min(added):.3f} against {min(counts):.3f} interpolated",
        verdict("does not hold", min(added) > min(counts) + 0.05),
    )
    yield (
        "A recurrent model uses unlimited context (many lectures)",
        f"within 0.03 nats of its best with {enough} characters",
        verdict("possible, not learned here", enough < 64),
    )


def _claims_of_state(places, ratios):
    mean = {pair: values.mean() for pair, values in places.items()}
    own, reset = mean["carried", "carried"], mean["reset", "carried"]
    yield (
        "Training must carry the state (many tutorials)",
        f"used carried: {own:.3f} trained so, {reset:.3f} trained with it reset; "
        f"{len(places['reset', 'carried'])} seeds",
        verdict(
            f"does not hold here; in use it must be carried: {mean['carried', 'reset']:.3f} if not",
            reset < own + 0.02,
            mean["carried", "reset"] > own + 0.1,
        ),
    )
    yield (
        "LSTMs learn to count aⁿbⁿ (Gers & Schmidhuber 2001)",
        f"{ratios.min() - 1:.2%} to {ratios.max() - 1:.2%} above the floor; {len(ratios)} seeds",
        verdict("holds", ratios.max() < 1.01),
    )


def _claims_of_choices(verbs, lstm):
    ends = {
        name: np.array([result[key][-1]["misled"] for result in verbs]).min(axis=0)
        for name, key in VERB_MODELS.items()
    }
    worst = "; ".join(f"{name}: {row[0]:.2f}, {row[-1]:.2f}" for name, row in ends.items())
    full, partial = (np.mean([result[how] for result in lstm]) for how in ("full", "partial"))
    yield (
        "Agreement errors grow with the number of misleading nouns (Linzen et al. 2016)",
        f"share right with 1 and {len(ends['LSTM 32'])} distractors, worst of {len(verbs)} seeds: "
        f"{worst}",
        "not tested: here the number of distractors grows, and only the last one misleads for sure",
    )
    yield (
        "Partial scoring beats full scoring on schemas (Trinh & Le 2018)",
        f"{partial:.2f} against {full:.2f}; both are chance",
        verdict(
            "open: these models know too little", abs(full - 0.5) < 0.08, abs(partial - 0.5) < 0.08
        ),
    )
