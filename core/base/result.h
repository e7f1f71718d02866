#pragma once

#include <string>
#include <utility>
#include <variant>

namespace waferscope {

/// What went wrong, as far as a caller must tell one case from another. `wafer` maps them to its exit codes.
enum class ErrorCode {
    InvalidInput, ///< a file or text that cannot be read as what it should be: exit 3
    Usage, ///< a wrong argument or name: exit 2
    DoesNotFit, ///< no legal answer exists or was found: exit 1
    Stopped, ///< somebody asked to stop: not a failure
    Io, ///< the system refused to read or write: exit 3
};

/// A failure the user can act on. `message` is one plain English sentence.
struct Error {
    ErrorCode code;
    std::string message;
};

/// Either a value or an Error. Bugs are not errors: use WAFERSCOPE_CHECK for those.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return std::holds_alternative<T>(m_state); }
    [[nodiscard]] const T& value() const& { return std::get<T>(m_state); }
    [[nodiscard]] T&& value() && { return std::get<T>(std::move(m_state)); }
    [[nodiscard]] const Error& error() const { return std::get<Error>(m_state); }

private:
    std::variant<T, Error> m_state;
};

} // namespace waferscope

#define WAFERSCOPE_JOIN_(a, b) a##b
#define WAFERSCOPE_JOIN(a, b) WAFERSCOPE_JOIN_(a, b)

/// WAFERSCOPE_TRY(auto mapping, createMapping(...));  returns the error to the caller, or names the value.
#define WAFERSCOPE_TRY(declaration, expression)                                                                        \
    auto WAFERSCOPE_JOIN(waferscopeTry_, __LINE__) = (expression);                                                     \
    if (!WAFERSCOPE_JOIN(waferscopeTry_, __LINE__).ok())                                                               \
        return WAFERSCOPE_JOIN(waferscopeTry_, __LINE__).error();                                                      \
    declaration = std::move(WAFERSCOPE_JOIN(waferscopeTry_, __LINE__)).value()
