"""Answers to roofline that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong


def higher_roof(flops, bytes, peak, bandwidth):
    return max(peak, flops / bytes * bandwidth)


def bytes_a_flop(flops, bytes, peak, bandwidth):
    return min(peak, bytes / flops * bandwidth)


def bandwidth_for_a_speed(flops, bytes, peak, bandwidth):
    return min(peak, bandwidth)


def memory_roof_alone(flops, bytes, peak, bandwidth):
    return flops / bytes * bandwidth


def flops_a_byte(flops, bytes, peak, bandwidth):
    return flops / bytes


def seconds(flops, bytes, peak, bandwidth):
    return max(flops / peak, bytes / bandwidth)


def one_after_the_other(flops, bytes, peak, bandwidth):
    return flops / (flops / peak + bytes / bandwidth)


def bytes_forgotten(flops, bytes, peak, bandwidth):
    return min(peak, flops * bandwidth)


def divided_by_bandwidth(flops, bytes, peak, bandwidth):
    return min(peak, flops / (bytes * bandwidth))


def whole_flops_a_byte(flops, bytes, peak, bandwidth):
    return min(peak, flops // bytes * bandwidth)


def share_of_the_peak(flops, bytes, peak, bandwidth):
    return min(1.0, flops / bytes * bandwidth / peak)


def intensity_against_peak(flops, bytes, peak, bandwidth):
    """Compare flops a byte with flops a second."""
    intensity = flops / bytes
    return peak if intensity > peak else intensity * bandwidth


def ridge_the_other_way(flops, bytes, peak, bandwidth):
    return peak if flops / bytes > bandwidth / peak else flops / bytes * bandwidth


def quickest_time(flops, bytes, peak, bandwidth):
    """Divide by the shorter of the two times."""
    return flops / min(flops / peak, bytes / bandwidth)


def two_higher_roof_and_bytes_a_flop(flops, bytes, peak, bandwidth):
    return max(peak, bytes / flops * bandwidth)


def two_seconds_added(flops, bytes, peak, bandwidth):
    return flops / peak + bytes / bandwidth


def two_roofs_added(flops, bytes, peak, bandwidth):
    return peak + flops / bytes * bandwidth


def bytes_a_second_reached(flops, bytes, peak, bandwidth):
    return min(bandwidth, bytes / flops * peak)


def both_roofs(flops, bytes, peak, bandwidth):
    return peak, flops / bytes * bandwidth


def by_cases(flops, bytes, peak, bandwidth):
    intensity, ridge = flops / bytes, peak / bandwidth
    return peak if intensity >= ridge else peak * intensity / ridge


def by_the_shorter_list(flops, bytes, peak, bandwidth):
    return float(min([peak, bandwidth * (flops / bytes)]))


def ridge(flops, bytes, peak, bandwidth):
    return peak / bandwidth


def percentage(flops, bytes, peak, bandwidth):
    return 100 * min(1.0, flops / bytes * bandwidth / peak)


def bandwidth_times_bytes(flops, bytes, peak, bandwidth):
    return min(peak, bandwidth * bytes)


def which_roof(flops, bytes, peak, bandwidth):
    return "memory" if flops / bytes * bandwidth < peak else "peak"


def two_seconds_of_the_quicker(flops, bytes, peak, bandwidth):
    return min(flops / peak, bytes / bandwidth)


RIGHT = (by_cases, by_the_shorter_list)
EDGES = {
    "the peak decides, and the memory": lambda cases: (
        any(peak * b < flops * rate for flops, b, peak, rate in cases)
        and any(peak * b > flops * rate for flops, b, peak, rate in cases)
    ),
    "on the ridge": lambda cases: any(peak * b == flops * rate for flops, b, peak, rate in cases),
    "less than a flop a byte": lambda cases: any(flops < b for flops, b, _, _ in cases),
    "whole numbers": lambda cases: any(isinstance(flops, int) for flops, *_ in cases),
}


WRONG = (
    wrong(higher_roof, "This is the higher of the two speeds"),
    wrong(bytes_a_flop, "Bytes were divided by flops"),
    wrong(bandwidth_for_a_speed, "The bandwidth was compared with the peak as it is, bytes with"),
    wrong(memory_roof_alone, "This is what the memory feeds, above the peak as well"),
    wrong(flops_a_byte, "These are flops a byte, not a second"),
    wrong(seconds, "These are the seconds of the work"),
    wrong(one_after_the_other, "The seconds of arithmetic and of moving were added"),
    wrong(bytes_forgotten, "The bytes are missing from what the memory feeds"),
    wrong(divided_by_bandwidth, "Flops a byte were divided by the bandwidth"),
    wrong(whole_flops_a_byte, "Flops a byte were cut to a whole number"),
    wrong(share_of_the_peak, "This is the share of the peak"),
    wrong(intensity_against_peak, "This is what the memory feeds, above the peak as well"),
    wrong(ridge_the_other_way, "Flops a byte were compared with bandwidth / peak, which is in"),
    wrong(quickest_time, "This is what the memory feeds, above the peak as well"),
    wrong(
        two_higher_roof_and_bytes_a_flop,
        "Bytes were divided by flops, and the higher of two speeds was",
    ),
    wrong(two_seconds_added, "These are the seconds of arithmetic and moving, one after the"),
    wrong(two_roofs_added, "The two speeds were added"),
    wrong(bytes_a_second_reached, "These are the bytes a second that are moved"),
    wrong(both_roofs, "Both speeds came back"),
    wrong(ridge, "This is the ridge, in flops a byte, a property of the machine"),
    wrong(percentage, "This is the percentage of the peak"),
    wrong(bandwidth_times_bytes, "Bytes were multiplied by bytes a second"),
    wrong(which_roof, "Print what is returned here, and compare its type and length with"),
    wrong(two_seconds_of_the_quicker, "These are the seconds of the quicker of the two"),
)
