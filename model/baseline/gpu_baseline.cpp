#include "model/baseline/gpu_baseline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace waferscope {

namespace {

constexpr std::size_t kTerms = 3;
constexpr double kSecondsOfMinute = 60.0;

using Terms = std::array<double, kTerms>;
using Row = std::array<double, kTerms + 1>; ///< of the normal equations: factors of the numbers, right side

/// What each number of the baseline is multiplied by, in seconds of a step.
Terms termsOf(double gpus, double batch)
{
    return {batch / gpus, 1.0, std::log2(gpus)};
}

/// Of the relative errors: every run's prediction over its measurement should be 1.
std::array<Row, kTerms> normalEquations(std::span<const GpuRun> runs, const SamplesToAccuracy& samples)
{
    std::array<Row, kTerms> equations{};
    for (const GpuRun& run : runs) {
        Terms terms = termsOf(run.gpus, run.batch);
        for (double& term : terms)
            term *= samples.at(run.batch) / run.batch / kSecondsOfMinute / run.minutes;
        for (std::size_t i = 0; i < kTerms; ++i) {
            for (std::size_t j = 0; j < kTerms; ++j)
                equations[i][j] += terms[i] * terms[j];
            equations[i][kTerms] += terms[i];
        }
    }
    return equations;
}

/// With the chosen numbers alone, the others 0; none where the runs do not tell these apart.
std::optional<Terms> solved(std::array<Row, kTerms> equations, const std::vector<std::size_t>& chosen)
{
    constexpr double kVanishing = 1e-9; // of what a pivot was, which leaves rounding alone
    const std::array<Row, kTerms> before = equations;
    for (const std::size_t i : chosen) { // positive semidefinite: the diagonal is the pivot
        if (equations[i][i] <= kVanishing * before[i][i])
            return std::nullopt;
        for (const std::size_t j : chosen) {
            if (j == i)
                continue;
            const double factor = equations[j][i] / equations[i][i];
            for (std::size_t k = 0; k <= kTerms; ++k)
                equations[j][k] -= factor * equations[i][k];
        }
    }
    Terms result{};
    for (const std::size_t i : chosen)
        result[i] = equations[i][kTerms] / equations[i][i];
    return result;
}

double squaresOf(std::span<const GpuRun> runs, const GpuBaseline& baseline)
{
    double sum = 0.0;
    for (const GpuRun& run : runs)
        sum += std::pow(baseline.minutes(run.gpus, run.batch) / run.minutes - 1.0, 2.0);
    return sum;
}

template <class Value>
BaselineRange rangeOf(std::span<const GpuRun> runs, Value value)
{
    if (runs.empty())
        return {};
    const auto [least, most] = std::minmax_element(
        runs.begin(), runs.end(), [&](const GpuRun& a, const GpuRun& b) { return value(a) < value(b); });
    return {value(*least), value(*most)};
}

} // namespace

double SamplesToAccuracy::at(double batch) const
{
    const double share = std::clamp((batch - kSmallBatch) / (kLargeBatch - kSmallBatch), 0.0, 1.0);
    return small + (large - small) * share;
}

double GpuBaseline::stepSeconds(double gpuCount, double batch) const
{
    const Terms terms = termsOf(gpuCount, batch);
    return secondsOfSample * terms[0] + fixedSeconds * terms[1] + secondsOfDoubling * terms[2];
}

double GpuBaseline::minutes(double gpuCount, double batch) const
{
    return samples.at(batch) / batch * stepSeconds(gpuCount, batch) / kSecondsOfMinute;
}

double GpuBaseline::efficiency(double gpuCount, double batch) const
{
    return secondsOfSample * batch / gpuCount / stepSeconds(gpuCount, batch);
}

/// Few numbers, so every choice of those that may be above 0 is tried, the fewest first: the best whose own are not
/// below it is the answer (Lawson and Hanson, "Solving Least Squares Problems", chapter 23).
GpuBaseline fittedTo(std::span<const GpuRun> runs, const SamplesToAccuracy& samples)
{
    static const std::vector<std::size_t> choices[] = {{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}};
    constexpr double kNoBetter = 1e-12; // of squares that differ by rounding

    const std::array<Row, kTerms> equations = normalEquations(runs, samples);
    GpuBaseline found{.samples = samples,
                      .gpus = rangeOf(runs, [](const GpuRun& run) { return run.gpus; }),
                      .batches = rangeOf(runs, [](const GpuRun& run) { return run.batch; })};
    GpuBaseline best = found;
    double least = std::numeric_limits<double>::infinity();
    for (const std::vector<std::size_t>& chosen : choices) {
        const std::optional<Terms> terms = solved(equations, chosen);
        if (!terms || *std::min_element(terms->begin(), terms->end()) < 0.0)
            continue;
        found.secondsOfSample = (*terms)[0];
        found.fixedSeconds = (*terms)[1];
        found.secondsOfDoubling = (*terms)[2];
        if (const double squares = squaresOf(runs, found); squares + kNoBetter < least) {
            least = squares;
            best = found;
        }
    }
    return best;
}

} // namespace waferscope
