#include "views/drawing/wafer/legend.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr int kMostTicks = 7;

/// The smallest of 1, 2, 5 times a power of ten that splits a span into at most so many steps.
double roundStep(double span, int steps)
{
    const double rough = span / steps;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    return 10.0 * power;
}

std::vector<double> linearTicks(double least, double most)
{
    const double step = roundStep(most - least, kMostTicks - 2);
    constexpr double kSlack = 1e-6; // of a step
    const auto first = static_cast<long long>(std::ceil(least / step - kSlack));
    const auto last = static_cast<long long>(std::floor(most / step + kSlack));
    std::vector<double> ticks;
    for (long long i = first; i <= last; ++i)
        ticks.push_back(double(i) * step);
    return ticks;
}

std::vector<double> decades(double least, double most)
{
    const int first = static_cast<int>(std::ceil(std::log10(least) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(most) + 1e-9));
    const int step = std::max(1, (last - first) / kMostTicks + 1);
    std::vector<double> ticks;
    for (int exponent = first; exponent <= last; exponent += step)
        ticks.push_back(std::pow(10.0, exponent));
    return ticks;
}

/// The range's end is always written; a round value too near to it gives way.
void addEnd(std::vector<double>& ticks, const LegendRange& range, double unit)
{
    constexpr double kNear = 0.1;
    if (placeOf(ticks.back() * unit, range) > 1.0 - 1e-6)
        return;
    if (placeOf(ticks.back() * unit, range) > 1.0 - kNear)
        ticks.pop_back();
    ticks.push_back(range.most / unit);
}

} // namespace

std::vector<double> legendTicks(const LegendRange& range, double unit)
{
    const double least = range.least / unit;
    const double most = range.most / unit;
    std::vector<double> ticks = range.scale == ScaleKind::Logarithmic ? decades(least, most) : linearTicks(least, most);
    if (ticks.size() < 2) // less than a decade
        ticks = {least, most};
    addEnd(ticks, range, unit);
    for (double& tick : ticks)
        tick *= unit;
    return ticks;
}

} // namespace waferscope
