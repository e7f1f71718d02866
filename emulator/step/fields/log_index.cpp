#include "emulator/step/fields/log_index.h"

#include "core/run/log_reader.h"

namespace waferscope {

LogIndex::LogIndex(const EventLog& log, std::size_t kernels, std::size_t edges)
    : m_kernels(kernels)
    , m_streams(edges)
    , m_weights(kernels)
{
    LogReader(log).forEachSpan([this](const Span& span) { indexOf(span).add(span); });
}

SpanIndex& LogIndex::indexOf(const Span& span)
{
    if (const auto* actor = std::get_if<KernelActor>(&span.actor))
        return m_kernels.at(actor->kernel.index())[static_cast<std::size_t>(span.phase)];
    if (const auto* actor = std::get_if<StreamActor>(&span.actor))
        return m_streams.at(actor->edge.index())[static_cast<std::size_t>(actor->direction)];
    if (const auto* actor = std::get_if<WeightStreamActor>(&span.actor))
        return m_weights.at(actor->kernel.index())[static_cast<std::size_t>(actor->direction)];
    return m_host[static_cast<std::size_t>(span.phase)];
}

const SpanIndex& LogIndex::lastGradient(std::size_t kernel) const
{
    const SpanIndex& weights = this->kernel(kernel, Phase::WeightGradient);
    return weights.empty() ? this->kernel(kernel, Phase::InputGradient) : weights;
}

} // namespace waferscope
