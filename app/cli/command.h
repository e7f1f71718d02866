#pragma once

#include "core/base/result.h"

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

class CommandOptions;

/// What `wafer` ends with.
enum class ExitCode : int {
    Done = 0,
    Infeasible = 1, ///< no legal answer, a check failed, or stopped
    Usage = 2,
    Unreadable = 3, ///< an input cannot be read
};

[[nodiscard]] ExitCode exitCodeOf(ErrorCode code);

/// Whether text output may be emphasised with escape codes.
enum class Emphasis { Plain, Terminal };

/// Where a command writes: results to `out`, one-line messages to `err`.
struct CliStreams {
    std::ostream& out;
    std::ostream& err;
    Emphasis emphasis = Emphasis::Plain;
};

/// A command's work, run after its options were read.
using CommandAction = std::function<ExitCode(const CliStreams& streams)>;

/// A command adds its options; what they fill lives in the action.
struct Command {
    std::string_view name;
    std::string_view summary; ///< one sentence
    CommandAction (*setUp)(CommandOptions& options) = nullptr;
};

/// All commands, in the order that help shows them. A new command is one file and one line in commands.cpp.
[[nodiscard]] std::span<const Command> commands();

/// Writes "wafer: message" on one line and gives the error's exit code.
ExitCode report(const CliStreams& streams, const Error& error);

/// Runs `wafer` with arguments, the program's name left out.
[[nodiscard]] ExitCode runWafer(std::vector<std::string> arguments, const CliStreams& streams);

} // namespace waferscope
