#include "model/derivation/derive.h"

#include "model/derivation/derive_modes.h"

namespace waferscope {

std::string_view nameOf(NumberKind number)
{
    switch (number) {
    case NumberKind::Samples: return "samples";
    case NumberKind::ComputeSamples: return "compute_samples";
    case NumberKind::TransmissionSamples: return "transmission_samples";
    case NumberKind::ActivePes: return "active_pes";
    case NumberKind::ComputeUtilization: return "compute_utilization";
    case NumberKind::KernelCycles: return "cycles";
    case NumberKind::Memory: break;
    }
    return "memory";
}

Unit unitOf(NumberKind number)
{
    switch (number) {
    case NumberKind::Samples:
    case NumberKind::ComputeSamples:
    case NumberKind::TransmissionSamples: return Unit::SampleRate;
    case NumberKind::ActivePes:
    case NumberKind::ComputeUtilization: return Unit::Share;
    case NumberKind::KernelCycles: return Unit::CycleCount;
    case NumberKind::Memory: break;
    }
    return Unit::ByteCount;
}

std::optional<double> valueOf(NumberKind number, const Evaluation& evaluation, std::optional<KernelId> kernel)
{
    const Cycles ofAll =
        evaluation.mode() == Mode::Pipelined ? evaluation.pipelined().deltaT : evaluation.streaming().computeOfStep;
    const KernelReport* report = kernel ? &evaluation.kernels.at(kernel->index()) : nullptr;
    const FiveNumbers& numbers = report ? report->numbers : evaluation.numbers;
    switch (number) {
    case NumberKind::Samples: return numbers.samples.count();
    case NumberKind::ComputeSamples: return numbers.compute.count();
    case NumberKind::TransmissionSamples:
        return numbers.transmission ? std::optional(numbers.transmission->count()) : std::nullopt;
    case NumberKind::ActivePes: return numbers.activePes;
    case NumberKind::ComputeUtilization: return numbers.computeUtilization;
    case NumberKind::KernelCycles: return toReal((report ? report->cycles : ofAll).count());
    case NumberKind::Memory: break;
    }
    return toReal((report ? report->memory.total() : evaluation.memory.worstPe).count());
}

Term derivedTotal(const PeMemory& memory)
{
    std::optional<Term> sum;
    for (const PeMemory::Part& part : memory.parts()) {
        const Term bytes = Traced::whole(part.name, part.bytes.count());
        sum = sum ? *sum + bytes : bytes;
    }
    return *sum;
}

Term derive(NumberKind number, const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
            std::optional<KernelId> kernel)
{
    return layout.mode() == Mode::Pipelined ? derivePipelined(number, layout, evaluation, assumptions, kernel)
                                            : deriveStreaming(number, layout, evaluation, assumptions, kernel);
}

} // namespace waferscope
