#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/job_options.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/options/plan_options.h"
#include "app/cli/options/request_options.h"
#include "app/cli/output/emulation_text.h"
#include "app/cli/output/field_picture.h"
#include "app/cli/output/series_csv.h"
#include "emulator/requests/wafer_servers.h"
#include "emulator/step/digest.h"
#include "emulator/step/step_emulator.h"
#include "formats/base/output_file.h"
#include "formats/reports/emulation_json.h"
#include "formats/reports/trace.h"
#include "mapping/thread_limit.h"
#include "model/evaluate.h"
#include "session/change_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct EmulateOptions {
    PlanOptions plan;
    MappingOptions mapping; ///< what is absent is as the plan says
    std::int64_t steps = 2;
    RequestOptions requests;
    JobOptions job;
    std::string trace;
    std::string series;
    std::string picture;
    std::string field = "busy";
    std::int64_t at = 0;
    std::string pe;
    bool asJson = false;
};

class Stopwatch {
public:
    [[nodiscard]] Seconds spent() const
    {
        return Seconds{std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count()};
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// A run of the chosen layout and what was measured of it.
struct Emulated {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    Emulation emulation;
    EmulationFigures figures;
};

Result<bool> checkTime(const EmulateOptions& options, const FieldSource& fields)
{
    if (options.at >= 0 && options.at < fields.length().count())
        return true;
    return Error{ErrorCode::Usage,
                 "--at takes a cycle of the run, 0 to " + std::to_string(fields.length().count() - 1) + "."};
}

/// "X,Y" on the fabric.
Result<PeCoord> peOf(const std::string& text, const PeRect& fabric)
{
    PeCoord pe{-1, -1};
    char behind = '\0';
    if (std::sscanf(text.c_str(), "%d,%d%c", &pe.x, &pe.y, &behind) != 2 || !fabric.contains(pe))
        return Error{ErrorCode::Usage,
                     "--pe takes a PE's column and row, 0,0 to " + std::to_string(fabric.right() - 1) + ","
                         + std::to_string(fabric.bottom() - 1) + "."};
    return pe;
}

Result<bool> lookAtPe(const EmulateOptions& options, const FieldSource& fields, Emulated& run)
{
    if (options.pe.empty())
        return true;
    WAFERSCOPE_TRY(const PeCoord pe, peOf(options.pe, run.layout->system().fabric()));
    run.figures.pe = peStateOf(fields, Cycles{options.at}, pe);
    return true;
}

Result<bool> writePicture(const EmulateOptions& options, const Emulated& run, const FieldSource& fields)
{
    const FieldRequest request{*fieldKindOf(options.field), run.layout->system().fabric()};
    auto field = std::make_shared<const Field>(fields.evaluate(Cycles{options.at}, request, options.mapping.threads));
    return writeFieldPicture(*run.layout, *run.evaluation, std::move(field), options.picture);
}

Result<bool> writeSeries(const EmulateOptions& options, const Emulated& run, const FieldSource& fields)
{
    WAFERSCOPE_TRY(const std::vector<RunSeries> series, seriesOf(*run.layout, *run.evaluation, run.emulation, fields));
    return writeFile(options.series, seriesCsv(series, run.emulation.cycles, run.layout->system().clock));
}

/// The picture, the series and the trace, where asked for.
Result<bool> writeFiles(const EmulateOptions& options, const Emulated& run, const FieldSource& fields)
{
    if (!options.picture.empty())
        if (const Result<bool> drawn = writePicture(options, run, fields); !drawn.ok())
            return drawn.error();
    if (!options.series.empty())
        if (const Result<bool> written = writeSeries(options, run, fields); !written.ok())
            return written.error();
    if (options.trace.empty())
        return true;
    return writeFile(options.trace, traceJson(*run.layout, run.emulation.log));
}

/// What becomes of requests, where some are asked for.
Result<std::optional<RequestsServed>> served(const EmulateOptions& options, const Emulated& run,
                                             const Assumptions& assumptions, const JobControl& control)
{
    WAFERSCOPE_TRY(const std::optional<RequestLoad> load, options.requests.load(run.layout->execution().seed));
    if (!load)
        return std::optional<RequestsServed>{};
    WAFERSCOPE_TRY(const RequestServers servers, waferServers(run.layout, assumptions, run.emulation));
    WAFERSCOPE_TRY(const RequestsServed answered, serveRequests(*load, servers, control));
    return std::optional(answered);
}

/// The job's time line, where one is asked for.
Result<std::optional<JobTimeline>> timeline(const EmulateOptions& options, const Emulated& run,
                                            const Assumptions& assumptions)
{
    WAFERSCOPE_TRY(const std::optional<JobLength> length, options.job.length(run.layout->execution().run));
    if (!length)
        return std::optional<JobTimeline>{};
    const Seconds all = run.emulation.cycles / run.layout->system().clock;
    const Seconds step{all.count() / static_cast<double>(run.emulation.steps)};
    return std::optional(jobTimeline(run.layout->problem(), step, *length, assumptions));
}

/// Requests and job: what lies around the steps.
Result<bool> tellAround(const EmulateOptions& options, const Assumptions& assumptions, const JobControl& control,
                        Emulated& run)
{
    WAFERSCOPE_TRY(run.figures.requests, served(options, run, assumptions, control));
    WAFERSCOPE_TRY(run.figures.job, timeline(options, run, assumptions));
    return true;
}

/// The digest, for those who read it.
Result<bool> measure(const EmulateOptions& options, const FieldEvaluator& fields, Emulated& run)
{
    if (!options.asJson)
        return true;
    const Stopwatch evaluating;
    WAFERSCOPE_TRY(const EmulationDigest digest, digestOf(run.emulation, fields, options.mapping.threads));
    run.figures.digest = digest.value;
    run.figures.peStates = digest.peStates;
    run.figures.evaluating = evaluating.spent();
    return true;
}

Result<Emulated> run(const EmulateOptions& options)
{
    const Stopwatch all;
    Emulated run;
    const ThreadLimit threads(options.mapping.threads);
    WAFERSCOPE_TRY(const ChosenLayout chosen, options.plan.open());
    WAFERSCOPE_TRY(const Assumptions assumptions, options.mapping.assume.applyTo(*chosen.project.assumptions));
    WAFERSCOPE_TRY(const RunChange change, options.mapping.change());
    TimeLimit time(options.mapping.seconds);
    WAFERSCOPE_TRY(run.layout, runOtherwise(chosen.layout, change, assumptions, time.control()));
    run.evaluation = std::make_shared<const Evaluation>(evaluate(*run.layout, assumptions));
    WAFERSCOPE_TRY(run.emulation,
                   emulateSteps(*run.layout, *run.evaluation, assumptions, {options.steps, options.mapping.threads}));
    if (const Result<bool> around = tellAround(options, assumptions, time.control(), run); !around.ok())
        return around.error();
    const FieldEvaluator fields(run.layout, run.evaluation, assumptions, run.emulation.log);
    if (!options.picture.empty() || !options.pe.empty())
        if (const Result<bool> checked = checkTime(options, fields); !checked.ok())
            return checked.error();
    if (const Result<bool> seen = lookAtPe(options, fields, run); !seen.ok())
        return seen.error();
    if (const Result<bool> measured = measure(options, fields, run); !measured.ok())
        return measured.error();
    if (const Result<bool> written = writeFiles(options, run, fields); !written.ok())
        return written.error();
    run.figures.spent = all.spent();
    return run;
}

void print(const Emulated& run, const CliStreams& streams)
{
    streams.out << emulationText(*run.layout, run.emulation, streams.emphasis);
    if (run.figures.pe)
        streams.out << "\n" << peText(*run.figures.pe);
    if (run.figures.requests)
        streams.out << '\n' << requestsText(*run.figures.requests);
    if (run.figures.job)
        streams.out << '\n' << jobText(*run.figures.job, streams.emphasis);
}

ExitCode emulate(const EmulateOptions& options, const CliStreams& streams)
{
    const Result<Emulated> done = run(options);
    if (!done.ok())
        return report(streams, done.error());
    if (options.asJson)
        streams.out << emulationJson(done.value().emulation, done.value().figures);
    else
        print(done.value(), streams);
    return ExitCode::Done;
}

std::vector<std::string> fieldNames()
{
    std::vector<std::string> names;
    names.reserve(kFieldKindCount);
    for (int kind = 0; kind < kFieldKindCount; ++kind)
        names.emplace_back(nameOf(static_cast<FieldKind>(kind)));
    return names;
}

} // namespace

CommandAction setUpEmulate(CommandOptions& options)
{
    auto values = std::make_shared<EmulateOptions>();
    values->plan.addTo(options);
    options.add("--steps", values->steps, "training steps to run (default 2)").within(1, 1000000);
    values->mapping.addTo(options);
    values->requests.addTo(options);
    values->job.addTo(options);
    options.add("--trace", values->trace, "a Chrome or Perfetto trace to write: OUT.json");
    options.add("--series", values->series, "core use, streams and memory over the run's time to write: OUT.csv");
    options.add("--picture", values->picture, "a picture of the wafer to write: OUT.png, OUT.svg or OUT.pdf");
    options.add("--field", values->field, "what the picture shows (default busy)").oneOf(fieldNames());
    options.add("--pe", values->pe, "a PE to look at: COLUMN,ROW");
    options.add("--at", values->at, "the cycle of the picture, or of the look at a PE (default 0)");
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return emulate(*values, streams); };
}

} // namespace waferscope
