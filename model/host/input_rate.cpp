#include "model/host/input_rate.h"

#include <map>

namespace waferscope {

namespace {

constexpr std::string_view kWorkerRate = "worker_samples_per_second";

template <typename N>
typename N::Real cyclesOfInput(const LayoutProblem& problem, const Assumptions& assumptions)
{
    const Installation& host = *problem.installation;
    const auto workers = toReal(N::factor("workers", problem.execution.workers));
    const auto systems = toReal(N::factor("systems", problem.execution.systems));
    const auto bytes = toReal(N::whole("bytes of a sample", sampleBytes(*problem.graph).count()));
    const auto storage = N::real("storage", host.storage.count(), Unit::DataRate) / systems;
    const auto network = N::real("network of a worker", host.nic.count(), Unit::DataRate) * workers / systems;
    const auto io = N::real("I/O", problem.system().io.count(), Unit::DataRate);
    const auto perSystem = leastOf(leastOf(storage, network), io);
    const auto functions =
        N::assumed("samples/s of a worker", assumptions[kWorkerRate], kWorkerRate) * workers / systems;
    const auto seconds = largestOf(bytes / perSystem, toReal(N::number(1)) / functions);
    const auto clock = N::real("clock", problem.system().clock.count(), Unit::Frequency);
    return atLeast(toReal(N::number(1)), roundedUp(seconds * clock));
}

} // namespace

Bytes sampleBytes(const KernelGraph& graph)
{
    std::map<std::string, Bytes> byName;
    for (const NetworkInput& input : graph.inputs())
        byName[input.name] = input.bytes;
    Bytes total{0};
    for (const auto& [name, bytes] : byName)
        total += bytes;
    return total;
}

Cycles inputCycles(const LayoutProblem& problem, const Assumptions& assumptions)
{
    return Cycles{static_cast<std::int64_t>(cyclesOfInput<Plain>(problem, assumptions))};
}

Term derivedInputCycles(const LayoutProblem& problem, const Assumptions& assumptions)
{
    return cyclesOfInput<Traced>(problem, assumptions);
}

} // namespace waferscope
