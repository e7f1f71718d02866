#include "app/cli/command_options.h"

#include <CLI/CLI.hpp>

namespace waferscope {

CommandOption::CommandOption(CLI::Option& option)
    : m_option(&option)
{
}

CommandOption& CommandOption::required()
{
    m_option->required();
    return *this;
}

CommandOption& CommandOption::within(std::int64_t least, std::int64_t most)
{
    m_option->check(CLI::Range(least, most));
    return *this;
}

CommandOption& CommandOption::withinReals(double least, double most)
{
    m_option->check(CLI::Range(least, most));
    return *this;
}

CommandOption& CommandOption::oneOf(std::vector<std::string> texts)
{
    m_option->check(CLI::IsMember(std::move(texts)));
    return *this;
}

CommandOption& CommandOption::onePerUse()
{
    m_option->allow_extra_args(false)->take_all();
    return *this;
}

CommandOption& CommandOption::notNegative()
{
    m_option->check(CLI::NonNegativeNumber);
    return *this;
}

CommandOption& CommandOption::positive()
{
    m_option->check(CLI::PositiveNumber);
    return *this;
}

CommandOption& CommandOption::needs(const std::string& other)
{
    m_option->needs(other);
    return *this;
}

CommandOptions::CommandOptions(CLI::App& command)
    : m_command(command)
{
}

template <class Value>
CommandOption CommandOptions::add(const std::string& names, Value& value, const std::string& help)
{
    return CommandOption{*m_command.add_option(names, value, help)};
}

CommandOption CommandOptions::addWithOptionalText(const std::string& names, std::optional<std::string>& value,
                                                  const std::string& nameOfText, const std::string& help)
{
    const auto take = [&value](const std::vector<std::string>& texts) {
        value = texts.empty() ? std::string() : texts.front();
    };
    CLI::Option* option = m_command.add_option_function<std::vector<std::string>>(names, take, help);
    return CommandOption{*option->type_name(nameOfText)->expected(0, 1)};
}

CommandOption CommandOptions::addFlag(const std::string& names, bool& value, const std::string& help)
{
    return CommandOption{*m_command.add_flag(names, value, help)};
}

// What an option can be.
template CommandOption CommandOptions::add(const std::string&, std::string&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::vector<std::string>&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, int&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::int64_t&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::uint64_t&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, double&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::optional<std::string>&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::optional<int>&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::optional<std::int64_t>&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::optional<std::uint64_t>&, const std::string&);
template CommandOption CommandOptions::add(const std::string&, std::optional<double>&, const std::string&);

} // namespace waferscope
