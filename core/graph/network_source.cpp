#include "core/graph/network_source.h"

namespace waferscope {

std::string_view nameOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Embedding: return "embedding";
    case LayerKind::Convolution: return "convolution";
    case LayerKind::Linear: return "linear";
    case LayerKind::Attention: return "attention";
    case LayerKind::Recurrent: return "recurrent";
    case LayerKind::Normalisation: return "normalisation";
    case LayerKind::Pointwise: return "pointwise";
    case LayerKind::Pooling: return "pooling";
    case LayerKind::Loss: return "loss";
    case LayerKind::Other: return "other";
    }
    return "other";
}

std::string_view nameOf(IssueSeverity severity)
{
    switch (severity) {
    case IssueSeverity::Note: return "note";
    case IssueSeverity::Warning: return "warning";
    case IssueSeverity::Error: return "error";
    }
    return "error";
}

Execution TrainingSettings::appliedTo(Execution execution) const
{
    execution.batch = batch.value_or(execution.batch);
    execution.optimizer = optimizer.value_or(execution.optimizer);
    execution.precision = precision.value_or(execution.precision);
    return execution;
}

} // namespace waferscope
