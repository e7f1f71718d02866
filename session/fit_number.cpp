#include "session/fit_number.h"

#include <cmath>

namespace waferscope {

namespace {

struct Point {
    double value;
    double error;
};

bool isNearer(const Point& a, const Point& b)
{
    return std::abs(a.error) < std::abs(b.error);
}

/// Between both: where a line through them, over the number's logarithm, is 0. `weights` keep an end that stays from
/// holding up the other (the Illinois rule).
double between(const Point& a, const Point& b, double weightOfA, double weightOfB, bool whole)
{
    const double errorOfA = a.error * weightOfA;
    const double errorOfB = b.error * weightOfB;
    const double share = whole ? 0.5 : errorOfA / (errorOfA - errorOfB);
    const double value = std::exp(std::log(a.value) + share * (std::log(b.value) - std::log(a.value)));
    return whole ? std::round(value) : value;
}

} // namespace

std::optional<double> rootOf(const std::function<std::optional<double>(double)>& error, const FitRange& range)
{
    constexpr int kMostSteps = 40;
    constexpr double kEnough = 5e-4;
    constexpr double kNarrow = 1.001; // ends so near are the same number
    const auto at = [&](double value) -> std::optional<Point> {
        const std::optional<double> found = error(value);
        return found ? std::optional(Point{value, *found}) : std::nullopt;
    };
    std::optional<Point> low = at(range.least);
    std::optional<Point> high = at(range.most);
    if (!low || !high)
        return std::nullopt;
    Point best = isNearer(*low, *high) ? *low : *high;
    if ((low->error > 0.0) == (high->error > 0.0))
        return best.value;
    double weightOfLow = 1.0;
    double weightOfHigh = 1.0;
    for (int step = 0; step < kMostSteps && std::abs(best.error) > kEnough; ++step) {
        const double value = between(*low, *high, weightOfLow, weightOfHigh, range.whole);
        if (value <= low->value || value >= high->value || (!range.whole && high->value < low->value * kNarrow))
            break; // nothing lies between
        const std::optional<Point> next = at(value);
        if (!next)
            return std::nullopt;
        if (isNearer(*next, best))
            best = *next;
        const bool movesLow = (next->error > 0.0) == (low->error > 0.0);
        (movesLow ? low : high) = next;
        weightOfHigh = movesLow ? weightOfHigh * 0.5 : 1.0;
        weightOfLow = movesLow ? 1.0 : weightOfLow * 0.5;
    }
    return best.value;
}

} // namespace waferscope
