#include "formats/reports/trace.h"

#include "core/run/log_reader.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace waferscope {

namespace {

/// A group of tracks that viewers show together; the format calls it a process.
enum class TrackGroup { Kernels = 1, Streams, Weights, Host };

struct Track {
    TrackGroup group = TrackGroup::Kernels;
    std::size_t number = 0;
    std::string name;
};

/// Which track of its kernel a phase has: those of one track never overlap.
std::size_t laneOf(Phase phase)
{
    const std::optional<Pass> pass = passOf(phase);
    if (!pass)
        return 3;
    if (*pass == Pass::Forward)
        return 0;
    return *pass == Pass::Backward && phase != Phase::WeightGradient ? 1 : 2;
}

class TrackFinder {
public:
    explicit TrackFinder(const KernelGraph& graph)
        : m_graph(graph)
    {
    }

    [[nodiscard]] Track operator()(const Span& span) const
    {
        if (const auto* actor = std::get_if<KernelActor>(&span.actor))
            return kernelTrack(*actor, laneOf(span.phase));
        if (const auto* actor = std::get_if<StreamActor>(&span.actor))
            return streamTrack(*actor);
        if (const auto* actor = std::get_if<WeightStreamActor>(&span.actor)) {
            const bool in = actor->direction == StreamDirection::Forward;
            return {TrackGroup::Weights, 2 * actor->kernel.index() + (in ? 0U : 1U),
                    (in ? "weights of " : "gradients of ") + m_graph[actor->kernel].name};
        }
        if (const auto* actor = std::get_if<WorkerActor>(&span.actor))
            return {TrackGroup::Host, actor->worker ? 2U + static_cast<std::size_t>(*actor->worker) : 0U,
                    nameOf(*actor)};
        return {TrackGroup::Host, 1U, "host"};
    }

private:
    [[nodiscard]] Track kernelTrack(const KernelActor& actor, std::size_t lane) const
    {
        constexpr const char* kLanes[] = {" forward", " input gradient", " weight gradient", " waits"};
        return {TrackGroup::Kernels, 4 * actor.kernel.index() + lane, m_graph[actor.kernel].name + kLanes[lane]};
    }
    [[nodiscard]] Track streamTrack(const StreamActor& actor) const
    {
        const Edge& edge = m_graph[actor.edge];
        const bool forward = actor.direction == StreamDirection::Forward;
        const std::string& from = m_graph[forward ? edge.from : edge.to].name;
        const std::string& to = m_graph[forward ? edge.to : edge.from].name;
        return {TrackGroup::Streams, 2 * actor.edge.index() + (forward ? 0U : 1U),
                from + " to " + to + (forward ? "" : ", gradients")};
    }

    const KernelGraph& m_graph;
};

std::string quoted(const std::string& text)
{
    return jsonText(nlohmann::json(text));
}

class TraceWriter {
public:
    TraceWriter(const Layout& layout, std::int64_t intervalsOfSpan)
        : m_trackOf(*layout.graph())
        , m_microsecond(layout.system().clock.count() / 1e6)
        , m_intervalsOfSpan(intervalsOfSpan)
    {
    }

    void add(const Span& span)
    {
        const Track track = m_trackOf(span);
        m_names[{static_cast<int>(track.group), track.number}] = track.name;
        const std::int64_t shown = std::min(span.repeats, m_intervalsOfSpan);
        for (std::int64_t i = 0; i < shown; ++i)
            addEvent(track, nameOf(span, span.interval(i)), span.interval(i));
        if (shown == span.repeats)
            return;
        Interval rest = span.interval(shown);
        rest.length = span.end() - rest.start;
        addEvent(track,
                 std::to_string(span.repeats - shown) + " more, one every " + std::to_string(span.period.count())
                     + " cycles",
                 rest);
    }

    [[nodiscard]] std::string finished()
    {
        constexpr const char* kGroups[] = {"", "kernels", "streams", "weights", "host"};
        for (int group = 1; group <= static_cast<int>(TrackGroup::Host); ++group)
            addMetadata("process_name", group, 0, quoted(kGroups[group]));
        for (const auto& [track, name] : m_names)
            addMetadata("thread_name", track.first, track.second, quoted(name));
        return "{\"displayTimeUnit\": \"ns\",\n\"otherData\": {\"intervals_of_a_span\": "
            + std::to_string(m_intervalsOfSpan) + "},\n\"traceEvents\": [\n" + m_events + "\n]}\n";
    }

private:
    static std::string nameOf(const Span& span, const Interval& interval)
    {
        if (span.phase == Phase::Stall)
            return "waits: " + std::string(waferscope::nameOf(span.cause));
        std::string name{waferscope::nameOf(span.phase)};
        if (span.phase != Phase::Update && span.phase != Phase::Host)
            name += " " + std::to_string(interval.sample);
        return name;
    }

    void addEvent(const Track& track, const std::string& name, const Interval& interval)
    {
        const std::int64_t start = interval.start.count();
        const std::int64_t length = interval.length.count();
        beginLine();
        m_events += "{\"ph\": \"X\", \"pid\": " + std::to_string(static_cast<int>(track.group)) + ", \"tid\": "
            + std::to_string(track.number) + ", \"ts\": " + microseconds(start) + ", \"dur\": " + microseconds(length)
            + ", \"name\": " + quoted(name) + ", \"args\": {\"step\": " + std::to_string(interval.step)
            + ", \"sample\": " + std::to_string(interval.sample) + ", \"cycle\": " + std::to_string(start)
            + ", \"cycles\": " + std::to_string(length) + "}}";
    }

    void addMetadata(const char* kind, int group, std::size_t number, const std::string& name)
    {
        beginLine();
        m_events += std::string("{\"ph\": \"M\", \"pid\": ") + std::to_string(group) + ", \"tid\": "
            + std::to_string(number) + ", \"name\": \"" + kind + "\", \"args\": {\"name\": " + name + "}}";
    }

    void beginLine()
    {
        if (!m_events.empty())
            m_events += ",\n";
    }

    [[nodiscard]] std::string microseconds(std::int64_t cycles) const
    {
        constexpr int kDecimals = 6;
        char text[64];
        const double value = static_cast<double>(cycles) / m_microsecond;
        const auto [end, problem] =
            std::to_chars(std::begin(text), std::end(text), value, std::chars_format::fixed, kDecimals);
        return problem == std::errc{} ? std::string{std::begin(text), end} : std::string{"0"};
    }

    TrackFinder m_trackOf;
    double m_microsecond; ///< cycles
    std::int64_t m_intervalsOfSpan;
    std::map<std::pair<int, std::size_t>, std::string> m_names;
    std::string m_events;
};

} // namespace

std::string traceJson(const Layout& layout, const EventLog& log, const TraceConfig& config)
{
    const LogReader reader(log);
    std::int64_t spans = 0;
    std::int64_t intervals = 0;
    std::int64_t longest = 1;
    reader.forEachSpan([&](const Span& span) {
        ++spans;
        intervals += span.repeats;
        longest = std::max(longest, span.repeats);
    });
    const bool all = intervals <= config.mostEvents;
    TraceWriter writer(layout,
                       all ? longest : std::max<std::int64_t>(1, config.mostEvents / std::max<std::int64_t>(1, spans)));
    reader.forEachSpan([&writer](const Span& span) { writer.add(span); });
    return writer.finished();
}

} // namespace waferscope
