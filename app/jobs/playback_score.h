#pragma once

#include "core/layout/evaluation.h"
#include "core/run/emulation.h"

#include <optional>
#include <vector>

namespace waferscope {

/// What a training step is at, as a person names it.
enum class StepPart { Forward, ForwardAndBackward, Backward, Update, Host };

struct PhaseMark {
    Cycles start;
    StepPart part = StepPart::Forward;
    std::int64_t step = 0; ///< from 0
};

/// How far one press of a key goes: one cycle; one delta T (weight streaming: one layer); one phase.
enum class Stride { Cycle, Beat, Phase };
enum class Heading { Back, Forward };

/// The places in time of a run that playback knows. Immutable.
struct PlaybackScore {
    Cycles length; ///< of the run
    Cycles step; ///< a training step's mean
    std::vector<Cycles> stepStarts;
    Cycles beat; ///< pipelined: delta T; weight streaming: 0, see layerStarts
    std::vector<Cycles> layerStarts; ///< weight streaming only, ascending
    std::vector<PhaseMark> marks; ///< ascending; the first at 0
    Hertz clock;

    /// The mark that holds at a time.
    [[nodiscard]] const PhaseMark& markAt(Cycles time) const;

    /// Where one stride from a time leads; stays within the run.
    [[nodiscard]] Cycles neighbourOf(Cycles time, Stride stride, Heading heading) const;
};

[[nodiscard]] PlaybackScore scoreOf(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation);

} // namespace waferscope
