#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace waferscope {

/// An option that was added, to say more of it. What does not hold for a value that is typed ends in a usage error.
class CommandOption {
public:
    explicit CommandOption(CLI::Option& option);

    CommandOption& required();
    CommandOption& within(std::int64_t least, std::int64_t most); ///< both included
    CommandOption& withinReals(double least, double most); ///< both included
    CommandOption& oneOf(std::vector<std::string> texts);
    CommandOption& onePerUse(); ///< of an option that may be repeated: what follows its value is not another one
    CommandOption& notNegative();
    CommandOption& positive();
    CommandOption& needs(const std::string& other); ///< the name of an option added before

private:
    CLI::Option* m_option; ///< never null; CLI11 owns it
};

/// The options of one command. Only its source and run_wafer.cpp see CLI11, whose header takes seconds to compile.
class CommandOptions {
public:
    explicit CommandOptions(CLI::App& command);

    /// `names` is "-o,--output", or "PLAN" for an argument by its place. `value` is written while parsing and must live
    /// so long: a text, texts, a whole or real number, or an optional one that stays empty; see the end of the source.
    template <class Value>
    CommandOption add(const std::string& names, Value& value, const std::string& help);
    /// With a text or without one: what is absent stays empty, what is given without one becomes the empty text.
    CommandOption addWithOptionalText(const std::string& names, std::optional<std::string>& value,
                                      const std::string& nameOfText, const std::string& help);
    CommandOption addFlag(const std::string& names, bool& value, const std::string& help);

private:
    CLI::App& m_command;
};

} // namespace waferscope
