#include "core/run/event_log.h"

namespace waferscope {

namespace {

struct ActorNamer {
    std::string operator()(const KernelActor& actor) const { return "kernel " + std::to_string(actor.kernel.index()); }
    std::string operator()(const StreamActor& actor) const
    {
        const bool forward = actor.direction == StreamDirection::Forward;
        return "stream " + std::to_string(actor.edge.index()) + (forward ? " forward" : " backward");
    }
    std::string operator()(const WorkerActor& actor) const
    {
        return actor.worker ? "input worker " + std::to_string(*actor.worker) : "input workers";
    }
    std::string operator()(const WeightStreamActor& actor) const
    {
        const bool forward = actor.direction == StreamDirection::Forward;
        return (forward ? "weights of " : "gradients of ") + std::to_string(actor.kernel.index());
    }
    std::string operator()(const HostActor&) const { return "host"; }
};

} // namespace

std::string nameOf(const Actor& actor)
{
    return std::visit(ActorNamer{}, actor);
}

} // namespace waferscope
