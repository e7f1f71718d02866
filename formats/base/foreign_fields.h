#pragma once

#include "core/base/result.h"
#include "core/network/network.h"

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A value of a file that others wrote, as its text.
struct ForeignValue {
    std::string text;
    std::string where; ///< "file:line" or "file"
    bool isScalar = true; ///< false for lists and mappings, whose text is empty
    std::vector<std::string> items = {}; ///< of a list of scalars
};

/// The keys of one mapping of a foreign file. Reading goes on after something wrong, with a harmless value; the first
/// thing wrong is kept. A key may go by several names, of which the first that is given counts. Keys that nobody asks
/// for are normal.
class ForeignFields {
public:
    using Names = std::initializer_list<std::string_view>;

    ForeignFields() = default;
    explicit ForeignFields(std::string where)
        : m_where(std::move(where))
    {
    }

    /// Later values of the same key replace earlier ones.
    void set(std::string key, ForeignValue value) { m_values[std::move(key)] = std::move(value); }

    /// A default that holds for this file alone.
    void setUnlessGiven(const std::string& key, std::string text);
    /// The keys that begin with "part.", without that: a nested mapping as if it were the file.
    [[nodiscard]] ForeignFields under(std::string_view part) const;
    /// Whether the key is there and says that there is none.
    [[nodiscard]] bool saysNone(std::string_view name) const;
    [[nodiscard]] bool has(Names names) const { return find(names) != nullptr; }
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] std::vector<std::string> unaskedKeys() const; ///< sorted; those without a value are left out
    /// In small letters, without asking for it; empty for what has no text.
    [[nodiscard]] std::string textOf(const std::string& key) const;
    [[nodiscard]] bool wasAsked() const { return !m_asked.empty(); } ///< for anything

    /// A whole number from 1 to 2^31; one without fallback must be given.
    std::int64_t count(Names names);
    std::int64_t count(Names names, std::int64_t fallback);
    /// A whole number from 0 to 2^31.
    std::int64_t countOrZero(Names names, std::int64_t fallback);
    double number(Names names, double fallback); ///< finite
    bool flag(Names names, bool fallback);
    std::string text(Names names, std::string fallback); ///< in small letters

    /// The texts of a list, or the one that stands for it, in small letters; none where it is absent.
    std::vector<std::string> texts(Names names);
    /// The whole numbers of a list, or the one that stands for it; none where it is absent.
    std::vector<std::int64_t> numbers(Names names);

    /// As count() with a fallback that the file's own library is known to use; leaves a note that it was used.
    std::int64_t usual(Names names, std::int64_t fallback);
    void note(std::string message);
    void warn(std::string message); ///< of something that may make counts wrong
    void fail(std::string message); ///< "WHERE: message" unless something was wrong before
    void failAt(std::string_view key, const std::string& message);

    /// Keeps the notes and the trouble of other fields of the same file.
    void takeFindings(const ForeignFields& other);

    [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }
    [[nodiscard]] const std::vector<ImportIssue>& notes() const { return m_notes; }
    [[nodiscard]] const std::string& where() const { return m_where; }

private:
    /// Null values count as absent.
    [[nodiscard]] const std::pair<const std::string, ForeignValue>* find(Names names) const;
    std::int64_t wholeNumber(Names names, std::int64_t least, std::optional<std::int64_t> fallback);

    std::string m_where;
    std::map<std::string, ForeignValue> m_values;
    mutable std::set<std::string, std::less<>> m_asked; ///< also those that are not there
    std::optional<Error> m_trouble;
    std::vector<ImportIssue> m_notes;
};

} // namespace waferscope
