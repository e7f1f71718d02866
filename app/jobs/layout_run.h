#pragma once

#include "app/jobs/playback_score.h"
#include "core/base/job_control.h"
#include "core/machine/assumptions.h"
#include "core/run/emulation.h"
#include "core/run/field_source.h"
#include "views/drawing/wafer/wafer_picture.h"
#include "views/timeline/charts.h"
#include "views/timeline/timeline_data.h"

#include <memory>
#include <optional>

namespace waferscope {

/// A layout that a pane shows.
struct ShownLayout {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    std::shared_ptr<const Assumptions> assumptions;
};

/// An emulated run of one layout and everything that the window shows of it. Immutable and shared.
struct LayoutRun {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    std::shared_ptr<const Emulation> emulation; ///< null when another than the step emulator made the run
    std::shared_ptr<const FieldSource> fields;
    std::shared_ptr<const PlaybackScore> score;
    std::shared_ptr<const TimelineData> timeline;
    std::shared_ptr<const ChartData> charts; ///< null while the run goes on
};

/// A run as far as it has come: it can be played up to its score's length.
struct RunPartial : Partial {
    explicit RunPartial(std::shared_ptr<const LayoutRun> soFar)
        : run(std::move(soFar))
    {
    }
    std::shared_ptr<const LayoutRun> run;
};

/// Runs some steps with the step emulator and prepares their pictures. Blocking: for JobRunner. Publishes RunPartial.
[[nodiscard]] Result<std::shared_ptr<const LayoutRun>> runLayout(const ShownLayout& shown, const JobControl& job);

/// The layer at work at a time of a weight-streaming run; none when nothing is, or the layout is pipelined.
[[nodiscard]] std::optional<StreamingMoment> streamingMomentOf(const LayoutRun& run, Cycles time);

} // namespace waferscope
