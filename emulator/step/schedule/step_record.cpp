#include "emulator/step/schedule/step_record.h"

#include <algorithm>
#include <tuple>

namespace waferscope {

namespace {

struct ActorNumber {
    std::size_t operator()(const KernelActor& actor) const { return actor.kernel.index(); }
    std::size_t operator()(const StreamActor& actor) const
    {
        return 2 * actor.edge.index() + static_cast<std::size_t>(actor.direction);
    }
    std::size_t operator()(const WorkerActor& actor) const
    {
        return static_cast<std::size_t>(actor.worker.value_or(0));
    }
    std::size_t operator()(const WeightStreamActor& actor) const
    {
        return 2 * actor.kernel.index() + static_cast<std::size_t>(actor.direction);
    }
    std::size_t operator()(const HostActor&) const { return 0; }
};

auto orderOf(const Span& span)
{
    return std::tuple{span.start, span.actor.index(), std::visit(ActorNumber{}, span.actor), span.phase,
                      span.firstSample};
}

} // namespace

void sortSpans(std::vector<Span>& spans)
{
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return orderOf(a) < orderOf(b); });
}

} // namespace waferscope
