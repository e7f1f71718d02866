#include "emulator/step/fields/pe_description.h"

#include "core/base/names.h"

#include <cmath>

namespace waferscope {

namespace {

std::string workOf(std::string_view verb, const Interval& interval)
{
    std::string text = std::string{verb} + " sample " + std::to_string(interval.sample);
    if (interval.samples > 1)
        text += " to " + std::to_string(interval.sample + interval.samples - 1);
    return text + " of step " + std::to_string(interval.step);
}

/// What a group does at its own time.
std::string stateOf(const LogIndex& log, std::size_t kernel, int group, std::int64_t itsTime, std::int64_t time)
{
    constexpr Phase kPhases[] = {Phase::Forward, Phase::InputGradient, Phase::WeightGradient};
    if (const auto work = log.kernel(kernel, kPhases[group]).at(itsTime))
        return workOf("works on", *work);
    if (group > 0)
        if (const auto loss = log.kernel(kernel, Phase::Loss).at(itsTime))
            return workOf("computes the loss of", *loss);
    if (group == 2)
        if (const auto update = log.kernel(kernel, Phase::Update).at(itsTime))
            return "updates the weights of step " + std::to_string(update->step);
    if (const auto stall = log.kernel(kernel, Phase::Stall).at(time))
        return "waits (" + std::string{nameOf(stall->cause)} + ")";
    return "has nothing to do";
}

std::string bytesInUse(double bytes)
{
    return "; " + std::to_string(std::llround(bytes)) + " B in use.";
}

std::string describeOutside(const PlacedKernels& kernels, PeCoord pe)
{
    const float role = kernels.routesOf(pe.y)[pe.x];
    return role > 0.0F ? "Outside all kernels: its router passes streams on." : "Outside all kernels: idle.";
}

} // namespace

std::string describePlaced(const Layout& layout, const PlacedKernels& kernels, const LogIndex& log, std::int64_t time,
                           PeCoord pe)
{
    const Mapping& mapping = layout.mapping();
    for (const std::uint32_t k : kernels.inRow(pe.y)) {
        const PlacedKernel& placed = mapping.kernels[k];
        if (!placed.rectangle.contains(pe))
            continue;
        const KernelValues& values = kernels.values(k);
        const KernelShares& shares = values.shares();
        const PeCoord inside = unrotated(placed, pe);
        const std::size_t rowClass = shares.classOfRow()[static_cast<std::size_t>(inside.y)];
        const PeRole role = shares.roleAt(rowClass, inside.x);
        const std::string name = printable(layout.graph()->kernels()[k].name);
        if (role == PeRole::Idle)
            return "In the rectangle of " + name + ", without work; it stores samples"
                + bytesInUse(values.sramOf(role, time, log));
        const int group = shares.columns()[static_cast<std::size_t>(inside.x)].group;
        const std::int64_t hops = group == 0 ? inside.x : shares.width() - 1 - inside.x;
        const std::int64_t itsTime = time - hops * layout.system().hopLatency.count();
        return name + ", " + std::string{nameOf(role)} + ": " + stateOf(log, k, group, itsTime, time)
            + bytesInUse(values.sramOf(role, time, log));
    }
    return describeOutside(kernels, pe);
}

std::string describeStreamed(const Layout& layout, const StreamedLayers& layers, const LogIndex& log, std::int64_t time,
                             PeCoord pe)
{
    const std::int64_t itsTime = time - pe.y * layers.hop();
    for (const StreamedShares& shares : layers.phasesAt(log, itsTime)) {
        const std::string name = printable(layout.graph()->kernels()[shares.kernel.index()].name);
        if (!shares.inBand(pe))
            continue;
        if (const auto work = log.kernel(shares.kernel.index(), shares.phase).at(itsTime))
            return name + ", " + std::string{nameOf(shares.phase)} + ": " + workOf("works on", *work) + ".";
        if (const auto stall = log.kernel(shares.kernel.index(), Phase::Stall).at(time))
            return name + ": waits (" + std::string{nameOf(stall->cause)} + ").";
    }
    return "Holds no work now.";
}

} // namespace waferscope
