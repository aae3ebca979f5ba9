"""Check of roofline."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_machine import roofline


def roofline_cases(seed):
    """Yield (flops, bytes, peak, bandwidth): peak and memory decide, on the ridge, whole numbers.

    More than one flop a byte and less, a bandwidth above the peak and below it; then a product of
    32 rows and one of 2,048 on a machine of 100 Gflop/s and 2 GB/s.
    """
    rng = np.random.default_rng(seed)
    for intensity, bandwidth in ((1.4, 1.8), (2.5, 0.2), (0.4, 1.3), (0.3, 4.0), (7.6, 0.2)):
        intensity, bytes = intensity * rng.uniform(0.97, 1.03), rng.uniform(1.1, 1.2)
        peak = rng.uniform(80, 120)
        yield float(intensity * bytes), float(bytes), float(peak), float(bandwidth * peak)
    bytes, bandwidth = float(rng.integers(4, 9)), float(rng.integers(10, 20))
    yield 2.5 * bytes, bytes, 2.5 * bandwidth, bandwidth
    yield 700 + int(rng.integers(90)), 100, 1000, 50
    yield 700 + int(rng.integers(90)), 100, 1000, 450
    for rows in (32, 2048):
        numbers = rows * 128 + 128 * 512 + rows * 512
        speed = float(rng.uniform(0.9, 1.1))
        yield 2.0 * rows * 128 * 512, 4.0 * numbers, 1e11 * speed, 2e9 * speed


def fed(flops, bytes, bandwidth):
    return flops / bytes * bandwidth


def roof_higher(flops, bytes, peak, bandwidth):
    return max(peak, fed(flops, bytes, bandwidth))


def roof_of_bytes_a_flop(flops, bytes, peak, bandwidth):
    return min(peak, bytes / flops * bandwidth)


def roof_higher_of_bytes_a_flop(flops, bytes, peak, bandwidth):
    return max(peak, bytes / flops * bandwidth)


def roof_of_bandwidth(flops, bytes, peak, bandwidth):
    return min(peak, bandwidth)


def roof_of_memory_alone(flops, bytes, peak, bandwidth):
    return fed(flops, bytes, bandwidth)


def roof_of_peak_alone(flops, bytes, peak, bandwidth):
    return peak


def roof_intensity(flops, bytes, peak, bandwidth):
    return flops / bytes


def roof_seconds(flops, bytes, peak, bandwidth):
    return max(flops / peak, bytes / bandwidth)


def roof_seconds_added(flops, bytes, peak, bandwidth):
    return flops / peak + bytes / bandwidth


def roof_one_after_the_other(flops, bytes, peak, bandwidth):
    return flops / (flops / peak + bytes / bandwidth)


def roof_bytes_forgotten(flops, bytes, peak, bandwidth):
    return min(peak, flops * bandwidth)


def roof_times_bytes(flops, bytes, peak, bandwidth):
    return min(peak, flops * bytes * bandwidth)


def roof_divided_by_bandwidth(flops, bytes, peak, bandwidth):
    return min(peak, flops / bytes / bandwidth)


def roof_whole_intensity(flops, bytes, peak, bandwidth):
    return min(peak, flops // bytes * bandwidth)


def roof_share(flops, bytes, peak, bandwidth):
    return roofline(flops, bytes, peak, bandwidth) / peak


def roof_ridge_turned(flops, bytes, peak, bandwidth):
    """Compare with bytes a flop."""
    return peak if flops / bytes > bandwidth / peak else fed(flops, bytes, bandwidth)


def roofs_added(flops, bytes, peak, bandwidth):
    return peak + fed(flops, bytes, bandwidth)


def roofs_averaged(flops, bytes, peak, bandwidth):
    return (peak + fed(flops, bytes, bandwidth)) / 2


def roof_bytes_a_second(flops, bytes, peak, bandwidth):
    return roofline(flops, bytes, peak, bandwidth) * bytes / flops


def roof_machine_exchanged(flops, bytes, peak, bandwidth):
    """Take peak for the bandwidth, and the bandwidth for the peak."""
    return min(bandwidth, flops / bytes * peak)


def roof_both(flops, bytes, peak, bandwidth):
    return peak, fed(flops, bytes, bandwidth)


def roof_ridge(flops, bytes, peak, bandwidth):
    return peak / bandwidth


def roof_percent(flops, bytes, peak, bandwidth):
    return 100 * roofline(flops, bytes, peak, bandwidth) / peak


def roof_seconds_of_the_quicker(flops, bytes, peak, bandwidth):
    return min(flops / peak, bytes / bandwidth)


def roof_bandwidth_times_bytes(flops, bytes, peak, bandwidth):
    return min(peak, bandwidth * bytes)


def roof_higher_of_machine(flops, bytes, peak, bandwidth):
    """Compare peak and bandwidth, and take the higher."""
    return max(peak, bandwidth)


def by_seconds(flops, bytes, peak, bandwidth):
    return flops / max(flops / peak, bytes / bandwidth)


def by_ridge(flops, bytes, peak, bandwidth):
    if flops * bandwidth < peak * bytes:
        return bandwidth * flops / bytes
    return peak


def by_numpy(flops, bytes, peak, bandwidth):
    return np.minimum(peak, np.divide(flops, bytes) * bandwidth)


def by_sorting(flops, bytes, peak, bandwidth):
    return sorted([peak, bandwidth / (bytes / flops)])[0]


check_roofline = Check(
    name="roofline",
    reference=roofline,
    cases=roofline_cases,
    outputs=("speed",),
    slips={
        "These are flops a byte, not a second. How many bytes come in a second?": roof_intensity,
        "Flops a byte were cut to a whole number. How many are 3 flops on 2 "
        "bytes?": roof_whole_intensity,
        "These are the seconds of the work. How many flops are done in one of them?": roof_seconds,
        "The bandwidth was compared with the peak as it is, bytes with flops. How many flops does "
        "the memory feed in a second?": roof_of_bandwidth,
        "This is the peak, whatever the memory feeds. How many flops does it feed in a "
        "second?": roof_of_peak_alone,
        "This is the mean of the two speeds. Which of them holds the work back?": roofs_averaged,
        "Bytes were divided by flops, and the higher of two speeds was taken. How many flops does "
        "one byte feed, and which limit holds the work back?": roof_higher_of_bytes_a_flop,
        "These are the bytes a second that are moved. How many flops belong to "
        "one?": roof_bytes_a_second,
        "Flops a byte were divided by the bandwidth. With twice the bandwidth, does the memory "
        "feed more or less?": roof_divided_by_bandwidth,
        "Flops a byte were compared with bandwidth / peak, which is in bytes a flop. At how many "
        "flops a byte are both roofs equal?": roof_ridge_turned,
        "The seconds of arithmetic and of moving were added. Do the two run at the same "
        "time?": roof_one_after_the_other,
        "This is what the memory feeds, above the peak as well. How fast is the processor at "
        "most?": roof_of_memory_alone,
        "This is the share of the peak. In which unit is the speed asked for?": roof_share,
        "These are the seconds of arithmetic and moving, one after the other. Do they run at the "
        "same time, and what is asked for?": roof_seconds_added,
        "The bytes are missing from what the memory feeds. How many flops are there to a "
        "byte?": roof_bytes_forgotten,
        "Peak and bandwidth are exchanged. Which of the two is in bytes a "
        "second?": roof_machine_exchanged,
        "This is the higher of the two speeds. Which of two limits holds the work "
        "back?": roof_higher,
        "Both speeds came back. Which of them does the work reach?": roof_both,
        "The two speeds were added. Which of them holds the work back?": roofs_added,
        "Bytes were divided by flops. How many flops does one byte feed?": roof_of_bytes_a_flop,
        "Flops were multiplied by bytes. How many flops are there to a byte?": roof_times_bytes,
        "This is the ridge, in flops a byte, a property of the machine alone. How many flops a "
        "byte has the work?": roof_ridge,
        "This is the percentage of the peak. In which unit is the speed asked for?": roof_percent,
        "These are the seconds of the quicker of the two. Which one does the work wait for, and "
        "how many flops are done in a second of it?": roof_seconds_of_the_quicker,
        "Bytes were multiplied by bytes a second. How many flops are there to a "
        "byte?": roof_bandwidth_times_bytes,
        "This is the higher of peak and bandwidth, flops beside bytes. How many flops does the "
        "memory feed in a second?": roof_higher_of_machine,
    },
    alternatives=(by_seconds, by_ridge, by_numpy, by_sorting),
    tolerance_reason="float64: two or three divisions and products",
)
