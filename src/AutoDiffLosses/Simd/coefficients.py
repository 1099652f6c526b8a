"""The polynomials of VectorMath: minimax fits with the coefficients' own precision.

    python3 coefficients.py            prints them as they stand in VectorMath.Coefficients.cs and VectorMath.Tables.cs
    python3 coefficients.py --check    compares the two

Needs mpmath. Each fit minimises the largest relative error of the function that it is part of. Remez' exchange finds all
coefficients, the lowest is rounded to float or double, and the rest are fitted again to what is left, and so on.
"""
import os
import struct
import sys

from mpmath import atanh, cos, exp, expm1, floor, log, log1p, lu_solve, matrix, mp, mpf, pi

mp.dps = 50


def as_float(x):
    return mpf(struct.unpack("f", struct.pack("f", float(x)))[0])


def as_double(x):
    return mpf(float(x))


def alternation(errors, count):
    """The places of that many extrema of alternating sign; None if there are fewer."""
    places = []
    for k, error in enumerate(errors):
        if not places or (error > 0) != (errors[places[-1]] > 0):
            places.append(k)
        elif abs(error) > abs(errors[places[-1]]):
            places[-1] = k
    while len(places) > count:
        sizes = [abs(errors[k]) for k in places]
        pairs = [min(a, b) for a, b in zip(sizes, sizes[1:])]
        i = pairs.index(min(pairs))
        if len(places) == count + 1 or min(sizes[0], sizes[-1]) < pairs[i]:
            places.pop(0 if sizes[0] < sizes[-1] else -1)
        else:
            del places[i:i + 2]
    return places if len(places) == count else None


def remez(points, values, weights, count):
    """The polynomial with that many coefficients, the lowest first, whose largest weighted error is smallest."""
    places = [int(len(points) * (1 - cos(pi * i / count)) / 2) for i in range(count)] + [len(points) - 1]
    best = None
    for _ in range(40):
        system, right = matrix(count + 1, count + 1), matrix(count + 1, 1)
        for i, k in enumerate(places):
            for j in range(count):
                system[i, j] = weights[k] * points[k] ** j
            system[i, count] = (-1) ** i
            right[i] = weights[k] * values[k]
        solution = lu_solve(system, right)
        coefficients = [solution[j] for j in range(count)]
        errors = [weight * (value - horner(coefficients, x)) for x, value, weight in zip(points, values, weights)]
        worst = max(abs(error) for error in errors)
        if best is None or worst < best[0]:
            best = worst, coefficients
        if worst <= abs(solution[count]) * mpf("1.001"):
            break
        places = alternation(errors, count + 1)
        if places is None:
            break
    return best[1]


def horner(coefficients, x):
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def fit(function, weight, low, high, count, rounded):
    """The best of what a few grids give: roundings leave a pole at 0, where the exchange may stop early."""
    return min((fit_on(points, function, weight, low, high, count, rounded) for points in (200, 310, 470)), key=lambda found: found[1])


def fit_on(points, function, weight, low, high, count, rounded):
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * (i + mpf(1) / 3) / points) for i in range(points)]
    values, weights = [function(x) for x in xs], [abs(weight(x)) for x in xs]
    coefficients = []
    for k in range(count):
        coefficient = rounded(remez(xs, values, weights, count - k)[0])
        coefficients.append(coefficient)
        values = [(value - coefficient) / x for value, x in zip(values, xs)]
        weights = [w * abs(x) for w, x in zip(weights, xs)]
    error = max(abs(value * w) for value, w in zip(values, weights))
    return coefficients, error


def literal(x, rounded):
    if rounded is as_double:
        return repr(float(x))
    return next(text for text in ("%.*g" % (digits, float(x)) for digits in range(1, 10)) if as_float(mpf(text)) == x) + "f"


def line(name, first, rounded, function, weight, low, high, count, offset=0):
    """The constants name·first and so on, fitted for function(x + offset), which is to be multiplied by weight(x + offset)."""
    low, high = low - offset + mpf(10) ** -20, high - offset
    coefficients, error = fit(lambda x: function(x + offset), lambda x: weight(x + offset), low, high, count, rounded)
    print(f"{name}: relative error 2^{float(log(error, 2)):.1f}", file=sys.stderr)
    kind = "float" if rounded is as_float else "double"
    yield f"    private const {kind}"
    texts = [f"{name}{first + k} = {literal(c, rounded)}" for k, c in enumerate(coefficients)]
    across = 5 if rounded is as_float else 3
    for k in range(0, count, across):
        yield "        " + ", ".join(texts[k:k + across]) + ("," if k + across < count else ";")


def sets():
    half = log(2) / 2 * mpf("1.001")
    exp_tail = lambda r: (expm1(r) - r) / r ** 2
    complement_tail = lambda r: (-expm1(-r) - r) / r ** 2
    low, high = log(mpf("0.75")) * mpf("1.001"), log(mpf("1.5")) * mpf("1.001")
    log_tail = lambda r: (log1p(r) - r + r ** 2 / 2) / r ** 3
    log_slope = lambda u: log1p(u) / u - 1

    def odd_tail(z):   # (log((1 + s) / (1 - s)) - 2 s) / s³, where z = s²
        s = z ** mpf("0.5")
        return (2 * atanh(s) - 2 * s) / s ** 3

    def odd_weight(z):
        s = z ** mpf("0.5")
        return s ** 3 / (2 * atanh(s))

    yield from line("E", 2, as_float, exp_tail, lambda r: r ** 2 / exp(r), -half, half, 5)
    sixteenth = log(2) / 32 * mpf("1.001")
    yield from line("S", 2, as_float, exp_tail, lambda r: r ** 2 / exp(r), -sixteenth, sixteenth, 2)
    yield from line("W", 2, as_float, exp_tail, lambda r: r ** 2 / expm1(r), low, high, 6)
    yield from line("V", 2, as_float, complement_tail, lambda r: r ** 2 / expm1(-r), mpf(0), log(2) * mpf("1.001"), 6)
    yield from line("M", 3, as_float, log_tail, lambda r: r ** 3 / log1p(r), mpf("-0.25"), mpf("0.5"), 8)
    yield from line("P", 3, as_float, log_tail, lambda r: r ** 3 / log1p(r), mpf("-0.0703125"), mpf("0.06641"), 4)
    yield from line("U", 0, as_float, log_slope, lambda u: u / log1p(u), mpf(0), mpf(1), 10, mpf("0.4677734375"))

    yield from line("DoubleE", 2, as_double, exp_tail, lambda r: r ** 2 / exp(r), -half, half, 10)
    yield from line("DoubleW", 2, as_double, exp_tail, lambda r: r ** 2 / expm1(r), low, high, 11)
    yield from line("DoubleV", 2, as_double, complement_tail, lambda r: r ** 2 / expm1(-r), mpf(0), log(2) * mpf("1.001"), 11)
    yield from line("DoubleA", 1, as_double, odd_tail, odd_weight, mpf(0), mpf("0.04"), 8)

    for k, inverse in enumerate(("1.3125", "1.25", "1.125", "1.0625", "1", "0.875", "0.8125", "0.71875")):
        upper = floor(-log(mpf(inverse)) * 2 ** 16) / 2 ** 16
        yield (f"        C{k} = {literal(mpf(inverse), as_float)}, High{k} = {literal(upper, as_float)}, "
               f"Low{k} = {literal(as_float(-log(mpf(inverse)) - upper), as_float)}{',' if k < 7 else ';'}")

    for prefix, suffix, bits, rounded in ("", "", 16, as_float), ("", "OfSixteenths", 13, as_float), ("Double", "", 42, as_double):
        upper = floor(log(2) * 2 ** bits) / 2 ** bits
        yield (f"    private const {'double' if prefix else 'float'} {prefix}Ln2High{suffix} = {literal(upper, rounded)}, "
               f"{prefix}Ln2Low{suffix} = {literal(rounded(log(2) - upper), rounded)};")

    sixteenths = [mpf(2) ** (mpf(k) / 16) for k in range(16)]
    rests = [as_float((x - as_float(x)) / as_float(x)) for x in sixteenths]
    bits = [struct.unpack("I", struct.pack("f", as_float(x)))[0] - (k << 19) for k, x in enumerate(sixteenths)]
    for texts in (
            [literal(as_float(x), as_float) for x in sixteenths],
            [literal(x, as_float) for x in rests],
            ["0x%08X" % x for x in bits]):
        yield "        " + ", ".join(texts[:8]) + ","
        yield "        " + ", ".join(texts[8:]) + "), n);"


if __name__ == "__main__":
    lines = list(sets())
    if "--check" in sys.argv:
        stands = ""
        for name in "VectorMath.Coefficients.cs", "VectorMath.Tables.cs":
            with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding="utf-8") as file:
                stands += file.read()
        missing = [text for text in lines if text.strip() not in stands]
        print("\n".join(missing) or "They are right.")
        sys.exit(bool(missing))
    print("\n".join(lines))
