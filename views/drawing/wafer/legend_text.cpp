#include "model/pipelined/kernel_cost.h"
#include "views/drawing/base/number_text.h"
#include "views/drawing/wafer/legend.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::Legend)
};

constexpr double kKibi = 1024.0;

QString nameOfStall(int cause)
{
    switch (static_cast<StallCause>(cause)) {
    case StallCause::None: return Texts::tr("Not stalled");
    case StallCause::Input: return Texts::tr("Input");
    case StallCause::Output: return Texts::tr("Output");
    case StallCause::Link: return Texts::tr("Link");
    case StallCause::Worker: return Texts::tr("Worker");
    case StallCause::Weights: return Texts::tr("Weights");
    case StallCause::Update: return Texts::tr("Update");
    }
    return {};
}

QString nameOfRole(int role)
{
    switch (static_cast<PeRole>(role)) {
    case PeRole::Idle: return Texts::tr("Idle");
    case PeRole::Forward: return Texts::tr("Forward");
    case PeRole::InputGradient: return Texts::tr("Input gradient");
    case PeRole::WeightGradient: return Texts::tr("Weight gradient");
    case PeRole::Reduce: return Texts::tr("Reduce");
    case PeRole::Route: return Texts::tr("Route");
    case PeRole::Stream: return Texts::tr("Stream");
    }
    return {};
}

} // namespace

QString titleOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Embedding: return Texts::tr("Embedding");
    case LayerKind::Convolution: return Texts::tr("Convolution");
    case LayerKind::Linear: return Texts::tr("Linear");
    case LayerKind::Attention: return Texts::tr("Attention");
    case LayerKind::Recurrent: return Texts::tr("Recurrent");
    case LayerKind::Normalisation: return Texts::tr("Normalisation");
    case LayerKind::Pointwise: return Texts::tr("Pointwise");
    case LayerKind::Pooling: return Texts::tr("Pooling");
    case LayerKind::Loss: return Texts::tr("Loss");
    case LayerKind::Other: break;
    }
    return Texts::tr("Other");
}

QString titleOf(FieldKind kind)
{
    switch (kind) {
    case FieldKind::Busy: return Texts::tr("Compute busy");
    case FieldKind::SramUsed: return Texts::tr("SRAM used");
    case FieldKind::SramTraffic: return Texts::tr("SRAM traffic");
    case FieldKind::LinkDemand: return Texts::tr("Link demand");
    case FieldKind::LinkUtilization: return Texts::tr("Link utilisation");
    case FieldKind::Stall: return Texts::tr("Stalled by");
    case FieldKind::Role: return Texts::tr("Role");
    case FieldKind::SramWeights: return Texts::tr("Weights in SRAM");
    case FieldKind::SramGradients: return Texts::tr("Gradients in SRAM");
    case FieldKind::SramOptimizer: return Texts::tr("Optimizer's state in SRAM");
    case FieldKind::SramActivations: return Texts::tr("Activations in SRAM");
    case FieldKind::SramBuffers: return Texts::tr("Stream buffers in SRAM");
    case FieldKind::SramCode: return Texts::tr("Code in SRAM");
    case FieldKind::LinkNorth: return Texts::tr("Link to the north");
    case FieldKind::LinkEast: return Texts::tr("Link to the east");
    case FieldKind::LinkSouth: return Texts::tr("Link to the south");
    case FieldKind::LinkWest: return Texts::tr("Link to the west");
    }
    return {};
}

QString valueText(FieldKind kind, double value)
{
    if (isSram(kind))
        return withUnit(numberText(value / kKibi), Texts::tr("KiB"));
    switch (kind) {
    case FieldKind::SramTraffic: return withUnit(numberText(value), Texts::tr("B/cycle"));
    case FieldKind::Stall:
    case FieldKind::Role: return categoryText(kind, static_cast<int>(value));
    default: return shareText(value);
    }
}

QString categoryText(FieldKind kind, int category)
{
    return kind == FieldKind::Stall ? nameOfStall(category) : nameOfRole(category);
}

} // namespace waferscope
