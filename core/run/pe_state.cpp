#include "core/run/pe_state.h"

namespace waferscope {

double PeState::sramUsed() const
{
    double bytes = 0.0;
    for (const PeFigure& part : sram)
        bytes += part.value;
    return bytes;
}

PeState peStateOf(const FieldSource& fields, Cycles time, PeCoord pe)
{
    PeState state;
    state.pe = pe;
    state.time = time;
    state.doing = fields.describe(time, pe);
    const auto figureOf = [&](FieldKind kind) {
        return PeFigure{kind, double(fields.evaluate(time, {kind, {pe, 1, 1}}).values.front())};
    };
    state.sram = {figureOf(FieldKind::SramWeights),   figureOf(FieldKind::SramGradients),
                  figureOf(FieldKind::SramOptimizer), figureOf(FieldKind::SramActivations),
                  figureOf(FieldKind::SramBuffers),   figureOf(FieldKind::SramCode)};
    state.links = {figureOf(FieldKind::LinkNorth), figureOf(FieldKind::LinkEast), figureOf(FieldKind::LinkSouth),
                   figureOf(FieldKind::LinkWest)};
    return state;
}

} // namespace waferscope
