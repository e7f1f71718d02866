#pragma once

#include "emulator/step/field_evaluator.h"
#include "sample_layouts.h"

namespace waferscope::samples {

/// A run with its evaluator.
struct Ran {
    explicit Ran(const Case& made, const Assumptions& assumptions = shippedAssumptions())
        : layout(made.layout)
        , evaluation(made.evaluation)
        , emulation(emulated(made, 2, 0, assumptions))
        , fields(layout, evaluation, assumptions, emulation.log)
    {
    }

    [[nodiscard]] PeRect fabric() const { return layout->system().fabric(); }
    [[nodiscard]] Field whole(std::int64_t time, FieldKind kind, int threads = 0) const
    {
        return fields.evaluate(Cycles{time}, {kind, fabric()}, threads);
    }
    /// Times all over the run, most of them while something works.
    [[nodiscard]] std::int64_t time(Random& random) const
    {
        const std::int64_t working = (emulation.fill + emulation.steady).count() + 500;
        const std::int64_t step = emulation.cycles.count() / emulation.steps;
        return static_cast<std::int64_t>(random.below(2)) * step
            + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(std::min(working, step))));
    }

    /// All intervals of the log of one actor and phase.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> intervals(const Actor& actor, Phase phase) const
    {
        std::vector<std::pair<std::int64_t, std::int64_t>> found;
        for (const SpanChunk& chunk : emulation.log.chunks)
            for (const Span& span : *chunk)
                for (std::int64_t i = 0; span.actor == actor && span.phase == phase && i < span.repeats; ++i) {
                    const std::int64_t start = (span.start + span.period * i).count();
                    found.emplace_back(start, start + span.length.count());
                }
        return found;
    }

    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    Emulation emulation;
    FieldEvaluator fields;
};

inline float valueAt(const Field& field, PeCoord pe)
{
    return field.values[static_cast<std::size_t>(pe.y - field.area.origin.y) * static_cast<std::size_t>(field.columns())
                        + static_cast<std::size_t>(pe.x - field.area.origin.x)];
}

template <typename Visit>
void forEachPe(const PeRect& rect, Visit visit)
{
    for (int y = rect.origin.y; y < rect.bottom(); ++y)
        for (int x = rect.origin.x; x < rect.right(); ++x)
            visit(PeCoord{x, y});
}

} // namespace waferscope::samples
