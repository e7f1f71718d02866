#include "core/layout/contest_problem.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/rounding.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr int kCopies = 3; ///< forward, backward and weight update
constexpr double kMemorySlack = 1e-6; ///< words: the limit is met in plain division

double cyclesOf(const ConvShape& conv, const ExecutionArguments& arguments, const ChannelSplit& split)
{
    const std::int64_t products = ceilDivide(conv.height, arguments.height) * ceilDivide(conv.width, arguments.width)
        * ceilDivide(conv.inputChannels, split.inputs) * ceilDivide(conv.outputChannels, split.outputs)
        * conv.filterHeight * conv.filterWidth;
    return static_cast<double>(products) / static_cast<double>(conv.stride * conv.stride);
}

double memoryOf(const ConvShape& conv, const ExecutionArguments& arguments, const ChannelSplit& split)
{
    const double outputs = static_cast<double>(conv.outputChannels) / split.outputs;
    const double weights = static_cast<double>(conv.inputChannels) / split.inputs * outputs
        * static_cast<double>(conv.filterHeight * conv.filterWidth);
    const double tile = static_cast<double>(conv.width + conv.filterWidth - 1) / arguments.width
        * static_cast<double>(conv.height + conv.filterHeight - 1) / arguments.height;
    return weights + tile * outputs;
}

std::optional<std::string> violationOf(const ContestProblem& problem, const ContestKernel& kernel,
                                       const PlacedKernel& placed)
{
    const ContestKernelCost cost = contestCost(kernel, placed.arguments);
    const bool isTurned = placed.rotation == Rotation::R90;
    const PeRect& box = placed.rectangle;
    if (box.width != (isTurned ? cost.height : cost.width) || box.height != (isTurned ? cost.width : cost.height))
        return printable(kernel.name) + " has another size than its arguments make.";
    if (!PeRect{{0, 0}, problem.width, problem.height}.contains(box))
        return printable(kernel.name) + " leaves the fabric.";
    if (cost.memory > problem.memoryLimit + kMemorySlack)
        return printable(kernel.name) + " needs more memory than a PE has.";
    return std::nullopt;
}

double distance(const PeRect& a, const PeRect& b)
{
    const int across = std::abs(a.origin.x + a.right() - b.origin.x - b.right());
    const int along = std::abs(a.origin.y + a.bottom() - b.origin.y - b.bottom());
    return 0.5 * static_cast<double>(across + along);
}

int adaptersBetween(const ExecutionArguments& from, const ExecutionArguments& to)
{
    return static_cast<int>(from.height != to.height) + static_cast<int>(from.width != to.width)
        + static_cast<int>(from.splits.back().inputs != to.splits.front().inputs);
}

} // namespace

std::string_view nameOf(ContestKind kind)
{
    switch (kind) {
    case ContestKind::Convolution: return "conv";
    case ContestKind::ResidualBlock: return "dblock";
    case ContestKind::DownsamplingBlock: return "cblock";
    }
    return "";
}

ContestKernelCost contestCost(const ContestKernel& kernel, const ExecutionArguments& arguments)
{
    WAFERSCOPE_CHECK(arguments.splits.size() == kernel.convs.size());
    ContestKernelCost cost;
    for (std::size_t at = 0; at < kernel.convs.size(); ++at) {
        const ChannelSplit& split = arguments.splits[at];
        cost.width += kCopies * split.outputs;
        cost.height = std::max(cost.height, arguments.height * arguments.width * (split.inputs + 1));
        cost.cycles = std::max(cost.cycles, cyclesOf(kernel.convs[at], arguments, split));
        cost.memory = std::max(cost.memory, memoryOf(kernel.convs[at], arguments, split));
    }
    return cost;
}

ContestScore contestScore(const ContestProblem& problem, const std::vector<PlacedKernel>& placed)
{
    WAFERSCOPE_CHECK(placed.size() == problem.kernels.size());
    ContestScore score;
    for (std::size_t at = 0; at < placed.size(); ++at) {
        score.slowest = std::max(score.slowest, contestCost(problem.kernels[at], placed[at].arguments).cycles);
        if (std::optional<std::string> violation = violationOf(problem, problem.kernels[at], placed[at]))
            score.violations.push_back(*std::move(violation));
        for (std::size_t other = 0; other < at; ++other)
            if (placed[at].rectangle.overlaps(placed[other].rectangle))
                score.violations.push_back(printable(problem.kernels[other].name) + " and "
                                           + printable(problem.kernels[at].name) + " overlap.");
    }
    for (const auto& [from, to] : problem.streams) {
        const PlacedKernel& source = placed[from.index()];
        const PlacedKernel& target = placed[to.index()];
        score.wirelength += distance(source.rectangle, target.rectangle);
        score.adapters += adaptersBetween(source.arguments, target.arguments);
    }
    score.score = problem.timeWeight * score.slowest + problem.wireWeight * score.wirelength
        + problem.adapterWeight * score.adapters;
    return score;
}

} // namespace waferscope
