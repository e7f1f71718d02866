#pragma once

#include "core/layout/layout.h"

// Layouts that differ from others in what a test is about. Malformed ones throw.

namespace waferscope::samples {

template <typename Change>
Layout withMapping(const Layout& layout, Change change)
{
    Mapping mapping = layout.mapping();
    change(mapping);
    return layout.withMapping(std::move(mapping));
}

template <typename Change>
Layout withProblem(const Layout& layout, Change change)
{
    LayoutProblem problem = layout.problem();
    change(problem);
    return Layout::create(layout.name(), std::move(problem), layout.arrangement()).value();
}

inline Layout withBatch(const Layout& layout, std::int64_t batch)
{
    return withProblem(layout, [batch](LayoutProblem& problem) { problem.execution.batch = batch; });
}

inline Layout withSchedule(const Layout& layout, StreamingSchedule schedule)
{
    return Layout::create(layout.name(), layout.problem(), std::move(schedule)).value();
}

} // namespace waferscope::samples
