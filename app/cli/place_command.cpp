#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/interruption.h"
#include "app/cli/options/mapping_options.h"
#include "formats/base/files.h"
#include "formats/base/output_file.h"
#include "formats/contest/kgraph.h"
#include "formats/contest/paint.h"
#include "formats/reports/place_json.h"
#include "mapping/contest/place_contest.h"
#include "mapping/thread_limit.h"

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct PlaceOptions {
    std::string problem;
    std::string output;
    double seconds = 0.0;
    std::int64_t moves = 0;
    std::uint64_t seed = 1;
    int threads = 0;
    bool asJson = false;
};

Result<PlacedContest> place(const PlaceOptions& options, TimeLimit& time)
{
    const ThreadLimit threads(options.threads);
    WAFERSCOPE_TRY(const std::string text, readFile(options.problem));
    WAFERSCOPE_TRY(const ContestProblem problem, readKernelGraph(text, options.problem));
    PlaceContestConfig config;
    config.seed = options.seed;
    if (options.moves > 0)
        config.moves = options.moves;
    else if (options.seconds > 0.0)
        config.moves = std::numeric_limits<std::int64_t>::max();
    WAFERSCOPE_TRY(PlacedContest placed, placeContest(problem, config, time.control()));
    WAFERSCOPE_TRY([[maybe_unused]] const bool written, writeFile(options.output, toPaint(problem, placed.kernels)));
    return placed;
}

ExitCode report(const PlaceOptions& options, const CliStreams& streams)
{
    const Interruption interruption;
    TimeLimit time(options.seconds);
    const Result<PlacedContest> placed = place(options, time);
    if (!placed.ok())
        return report(streams, placed.error());
    const ContestScore& score = placed.value().score;
    if (options.asJson)
        streams.out << placeJson(score, placed.value().bound, time.spent());
    else if (options.output != "-")
        streams.out << fmt::format(
            "score {:.1f}, within {:.1f} % of the bound: slowest kernel {:.2f} cycles, wires {:.1f} PEs, {} adapters; "
            "{:.1f} s\n",
            score.score, 100.0 * (score.score / placed.value().bound - 1.0), score.slowest, score.wirelength,
            score.adapters, time.spent().count());
    if (Interruption::wasAsked())
        return report(streams, savedAtStop(options.output));
    return ExitCode::Done;
}

} // namespace

CommandAction setUpPlace(CommandOptions& options)
{
    auto values = std::make_shared<PlaceOptions>();
    options.add("PROBLEM", values->problem, "a placement problem of the ISPD 2020 contest, .kgraph").required();
    options.add("-o,--output", values->output, "the solution to write, .paint").required();
    options.add("--time", values->seconds, "seconds to search").notNegative();
    options.add("--moves", values->moves, "layouts to try; without it and --time: two million").notNegative();
    options.add("--seed", values->seed, "of the search");
    options.add("--threads", values->threads, "at most; 0 for all").notNegative();
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return report(*values, streams); };
}

} // namespace waferscope
