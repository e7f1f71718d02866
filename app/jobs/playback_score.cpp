#include "app/jobs/playback_score.h"

#include "core/run/log_reader.h"

#include <algorithm>
#include <iterator>

namespace waferscope {

namespace {

/// When the parts of one step begin, as far as it has them.
struct StepTimes {
    Cycles start;
    std::optional<Cycles> firstGradient;
    std::optional<Cycles> lastForward; ///< its end
    std::optional<Cycles> update;
    std::optional<Cycles> host;
};

void keepLeast(std::optional<Cycles>& least, Cycles value)
{
    least = least ? std::min(*least, value) : value;
}

/// The first thing that happens in a step happens when it begins.
std::vector<Cycles> stepStartsOf(const Emulation& emulation)
{
    std::vector<std::optional<Cycles>> first(static_cast<std::size_t>(emulation.steps));
    LogReader(emulation.log).forEachSpan([&first](const Span& span) {
        if (span.step >= 0 && span.step < static_cast<std::int64_t>(first.size()))
            keepLeast(first[static_cast<std::size_t>(span.step)], span.start);
    });
    std::vector<Cycles> starts;
    for (const std::optional<Cycles> start : first)
        if (start)
            starts.push_back(*start);
    return starts;
}

std::vector<StepTimes> stepTimes(const Emulation& emulation, const std::vector<Cycles>& starts)
{
    std::vector<StepTimes> times(std::max<std::size_t>(1, starts.size()));
    for (std::size_t i = 0; i < starts.size(); ++i)
        times[i].start = starts[i];
    LogReader(emulation.log).forEachSpan([&times](const Span& span) {
        if (span.step < 0 || span.step >= static_cast<std::int64_t>(times.size()))
            return;
        StepTimes& of = times[static_cast<std::size_t>(span.step)];
        const std::optional<Pass> pass = passOf(span.phase);
        if (pass == Pass::Backward)
            keepLeast(of.firstGradient, span.start);
        else if (pass == Pass::Update)
            keepLeast(of.update, span.start);
        else if (span.phase == Phase::Host)
            keepLeast(of.host, span.start);
        else if (pass && std::holds_alternative<KernelActor>(span.actor))
            of.lastForward = std::max(of.lastForward.value_or(span.end()), span.end());
    });
    return times;
}

/// A mark that would hold for no time is left out.
void addMark(std::vector<PhaseMark>& marks, std::optional<Cycles> start, StepPart part, std::int64_t step)
{
    if (!start || (!marks.empty() && *start < marks.back().start))
        return;
    if (!marks.empty() && marks.back().start == *start)
        marks.pop_back();
    marks.push_back({*start, part, step});
}

std::vector<PhaseMark> pipelinedMarks(const Emulation& emulation, const std::vector<Cycles>& starts)
{
    std::vector<PhaseMark> marks;
    const std::vector<StepTimes> times = stepTimes(emulation, starts);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i);
        addMark(marks, times[i].start, StepPart::Forward, number);
        addMark(marks, times[i].firstGradient, StepPart::ForwardAndBackward, number);
        if (times[i].firstGradient)
            addMark(marks, times[i].lastForward, StepPart::Backward, number);
        addMark(marks, times[i].update, StepPart::Update, number);
        addMark(marks, times[i].host, StepPart::Host, number);
    }
    return marks;
}

/// Every repetition of what layers, updates and the host do, in order.
std::vector<PhaseMark> layerEvents(const EventLog& log)
{
    std::vector<PhaseMark> events;
    LogReader(log).forEachSpan([&events](const Span& span) {
        const std::optional<Pass> pass = passOf(span.phase);
        const bool isHost = span.phase == Phase::Host;
        if (!isHost && !(pass && std::holds_alternative<KernelActor>(span.actor)))
            return;
        const StepPart part = isHost ? StepPart::Host
            : pass == Pass::Update   ? StepPart::Update
            : pass == Pass::Backward ? StepPart::Backward
                                     : StepPart::Forward;
        span.forEachInterval([&](const Interval& at) { events.push_back({at.start, part, at.step}); });
    });
    std::stable_sort(events.begin(), events.end(),
                     [](const PhaseMark& a, const PhaseMark& b) { return a.start < b.start; });
    return events;
}

void addStreaming(PlaybackScore& score, const EventLog& log)
{
    score.marks.push_back({Cycles{0}, StepPart::Forward, 0});
    for (const PhaseMark& event : layerEvents(log)) {
        if (score.layerStarts.empty() || event.start > score.layerStarts.back())
            score.layerStarts.push_back(event.start);
        const PhaseMark& last = score.marks.back();
        if (event.part != last.part || event.step != last.step)
            addMark(score.marks, event.start, event.part, event.step);
    }
}

template <typename Range, typename StartOf>
std::optional<Cycles> nextIn(const Range& range, Cycles time, Heading heading, StartOf startOf)
{
    if (heading == Heading::Forward) {
        const auto found = std::find_if(range.begin(), range.end(), [&](const auto& e) { return startOf(e) > time; });
        return found == range.end() ? std::nullopt : std::optional(startOf(*found));
    }
    const auto found = std::find_if(range.rbegin(), range.rend(), [&](const auto& e) { return startOf(e) < time; });
    return found == range.rend() ? std::nullopt : std::optional(startOf(*found));
}

} // namespace

const PhaseMark& PlaybackScore::markAt(Cycles time) const
{
    static const PhaseMark kStart{};
    const auto after = std::upper_bound(marks.begin(), marks.end(), time,
                                        [](Cycles at, const PhaseMark& mark) { return at < mark.start; });
    return after == marks.begin() ? kStart : *std::prev(after);
}

Cycles PlaybackScore::neighbourOf(Cycles time, Stride stride, Heading heading) const
{
    const Cycles edge = heading == Heading::Forward ? length : Cycles{0};
    const auto direction = heading == Heading::Forward ? std::int64_t{1} : std::int64_t{-1};
    Cycles wanted = edge;
    if (stride == Stride::Phase)
        wanted = nextIn(marks, time, heading, [](const PhaseMark& mark) { return mark.start; }).value_or(edge);
    else if (stride == Stride::Beat && beat.count() == 0)
        wanted = nextIn(layerStarts, time, heading, [](Cycles start) { return start; }).value_or(edge);
    else
        wanted = time + (stride == Stride::Cycle ? Cycles{1} : beat) * direction;
    return std::clamp(wanted, Cycles{0}, length);
}

PlaybackScore scoreOf(const Layout& layout, const Evaluation& evaluation, const Emulation& emulation)
{
    PlaybackScore score;
    score.length = emulation.cycles;
    score.step =
        Cycles{std::max<std::int64_t>(1, emulation.cycles.count() / std::max<std::int64_t>(1, emulation.steps))};
    score.stepStarts = stepStartsOf(emulation);
    score.clock = layout.system().clock;
    if (evaluation.mode() == Mode::WeightStreaming) {
        addStreaming(score, emulation.log);
        return score;
    }
    score.beat = std::max(Cycles{1}, evaluation.pipelined().deltaT);
    score.marks = pipelinedMarks(emulation, score.stepStarts);
    return score;
}

} // namespace waferscope
