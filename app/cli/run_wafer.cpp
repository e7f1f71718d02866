#include "app/cli/command.h"

#include "app/cli/command_options.h"
#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>
#include <ostream>

namespace waferscope {

namespace {

constexpr const char* kPurpose = "Maps neural networks on a wafer-scale chip: waferscope without a window.";

/// Help and version go to `out`; everything else is a wrong argument.
ExitCode reportParsing(const CLI::App& app, const CLI::ParseError& problem, const CliStreams& streams)
{
    if (dynamic_cast<const CLI::CallForHelp*>(&problem) != nullptr) {
        const std::vector<CLI::App*> chosen = app.get_subcommands();
        streams.out << (chosen.empty() ? app.help() : chosen.front()->help(app.get_name()));
        return ExitCode::Done;
    }
    if (dynamic_cast<const CLI::CallForVersion*>(&problem) != nullptr) {
        streams.out << problem.what() << '\n';
        return ExitCode::Done;
    }
    streams.err << "wafer: " << shown(problem.what()) << "; try wafer --help.\n";
    return ExitCode::Usage;
}

/// CLI11 would only say that a subcommand is required.
std::optional<Error> unknownCommand(const std::vector<std::string>& arguments)
{
    if (arguments.empty() || arguments.front().starts_with('-'))
        return std::nullopt;
    std::vector<std::string> names;
    for (const Command& command : commands())
        names.emplace_back(command.name);
    if (std::find(names.begin(), names.end(), arguments.front()) != names.end())
        return std::nullopt;
    return Error{ErrorCode::Usage,
                 "There is no command " + inQuotes(arguments.front()) + nearestHint(arguments.front(), names)};
}

} // namespace

ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage: return ExitCode::Usage;
    case ErrorCode::DoesNotFit:
    case ErrorCode::Stopped: return ExitCode::Infeasible;
    case ErrorCode::InvalidInput:
    case ErrorCode::Io: return ExitCode::Unreadable;
    }
    return ExitCode::Unreadable;
}

ExitCode report(const CliStreams& streams, const Error& error)
{
    streams.err << "wafer: " << shown(error.message) << '\n';
    return exitCodeOf(error.code);
}

ExitCode runWafer(std::vector<std::string> arguments, const CliStreams& streams)
{
    if (const std::optional<Error> error = unknownCommand(arguments))
        return report(streams, *error);
    CLI::App app{kPurpose, "wafer"};
    app.set_version_flag("--version", "wafer " WAFERSCOPE_VERSION);
    app.require_subcommand(1);
    std::vector<std::pair<CLI::App*, CommandAction>> actions;
    for (const Command& command : commands()) {
        CLI::App* subcommand = app.add_subcommand(std::string{command.name}, std::string{command.summary});
        CommandOptions options{*subcommand};
        actions.emplace_back(subcommand, command.setUp(options));
    }
    try {
        std::reverse(arguments.begin(), arguments.end()); // CLI11 takes the last first
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& problem) {
        return reportParsing(app, problem, streams);
    }
    for (const auto& [subcommand, action] : actions)
        if (subcommand->parsed())
            return action(streams);
    return ExitCode::Usage;
}

} // namespace waferscope
