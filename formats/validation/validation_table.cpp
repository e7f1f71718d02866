#include "formats/validation/validation_table.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "formats/base/resources.h"

#include <csv.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>

namespace waferscope {

namespace {

constexpr std::array<std::string_view, 16> kColumns{
    "id",      "role",  "mode",     "release",  "network", "dims", "installation", "systems",
    "workers", "batch", "quantity", "measured", "unit",    "band", "source",       "notes"};

using Record = std::vector<std::string>;

std::string placeOf(const std::string& file, std::size_t record)
{
    return file + ": row " + std::to_string(record);
}

Result<std::vector<Record>> recordsOf(std::string_view text, const std::string& file)
{
    csv_parser parser;
    WAFERSCOPE_CHECK(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
    const std::unique_ptr<csv_parser, void (*)(csv_parser*)> owned(&parser, csv_free);
    std::vector<Record> records(1);
    const auto field = [](void* value, std::size_t size, void* all) {
        static_cast<std::vector<Record>*>(all)->back().emplace_back(static_cast<const char*>(value), size);
    };
    const auto end = [](int, void* all) { static_cast<std::vector<Record>*>(all)->emplace_back(); };
    if (csv_parse(&parser, text.data(), text.size(), field, end, &records) != text.size()
        || csv_fini(&parser, field, end, &records) != 0)
        return Error{ErrorCode::InvalidInput,
                     placeOf(file, records.size()) + ": a quotation mark stands where none may."};
    records.pop_back(); // nothing comes behind the last
    return records;
}

/// One record by its columns; the first trouble is kept.
class RowReader {
public:
    RowReader(const Record& header, const Record& record, std::string place)
        : m_place(std::move(place))
    {
        for (std::size_t i = 0; i < header.size() && i < record.size(); ++i)
            m_fields[header[i]] = record[i];
    }

    [[nodiscard]] std::string text(std::string_view column) const
    {
        const auto found = m_fields.find(column);
        return found == m_fields.end() ? std::string{} : found->second;
    }

    template <typename Number>
    [[nodiscard]] std::optional<Number> number(std::string_view column, bool mayBeZero = false)
    {
        const std::string given = text(column);
        if (given.empty())
            return std::nullopt;
        Number value{};
        const auto [end, problem] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (problem != std::errc{} || end != given.data() + given.size() || !(value >= Number{})
            || value > std::numeric_limits<Number>::max() || (value == Number{} && !mayBeZero)) {
            fail(column, "expected a number above 0, not " + inQuotes(given));
            return std::nullopt;
        }
        return value;
    }

    [[nodiscard]] RowRole role()
    {
        const std::string given = text("role");
        for (const RowRole role : {RowRole::Fit, RowRole::Check, RowRole::Report})
            if (given == nameOf(role))
                return role;
        fail("role", "expected fit, check or report, not " + inQuotes(given));
        return RowRole::Report;
    }

    [[nodiscard]] std::map<std::string, std::string> sizes()
    {
        std::map<std::string, std::string> sizes;
        const std::string given = text("dims");
        std::string_view rest = given;
        while (!rest.empty()) {
            const std::string_view pair = rest.substr(0, rest.find(';'));
            const std::size_t equals = pair.find('=');
            if (equals == std::string_view::npos || equals == 0)
                fail("dims", "expected KEY=VALUE joined by ';', not " + inQuotes(pair));
            else
                sizes.emplace(pair.substr(0, equals), pair.substr(equals + 1));
            rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        }
        return sizes;
    }

    void fail(std::string_view column, const std::string& what)
    {
        if (m_trouble.empty())
            m_trouble = m_place + ", " + std::string{column} + ": " + what + ".";
    }
    [[nodiscard]] const std::string& trouble() const { return m_trouble; }

private:
    std::map<std::string, std::string, std::less<>> m_fields;
    std::string m_place;
    std::string m_trouble;
};

Result<ValidationRow> rowOf(RowReader& reader)
{
    ValidationRow row;
    row.id = reader.text("id");
    row.role = reader.role();
    row.mode = reader.text("mode");
    row.release = reader.text("release");
    row.network = reader.text("network");
    row.sizes = reader.sizes();
    row.installation = reader.text("installation");
    row.systems = reader.number<int>("systems");
    row.workers = reader.number<int>("workers");
    row.batch = reader.number<std::int64_t>("batch");
    row.quantity = reader.text("quantity");
    row.measured = reader.number<double>("measured");
    row.unit = reader.text("unit");
    row.band = reader.number<double>("band", true).value_or(0.0);
    row.source = reader.text("source");
    row.notes = reader.text("notes");
    if (row.id.empty())
        reader.fail("id", "every row needs one");
    if (!reader.trouble().empty())
        return Error{ErrorCode::InvalidInput, reader.trouble()};
    return row;
}

std::optional<double> numberIn(std::string_view text)
{
    double value = 0.0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<ReleaseGroup> groupsOf(const nlohmann::json& json)
{
    std::vector<ReleaseGroup> groups;
    for (const nlohmann::json& group : json)
        groups.push_back({group.at("name"), group.at("releases")});
    return groups;
}

} // namespace

Result<std::vector<ValidationRow>> readValidation(std::string_view text, const std::string& file)
{
    WAFERSCOPE_TRY(const std::vector<Record> records, recordsOf(text, file));
    if (records.empty())
        return Error{ErrorCode::InvalidInput, file + " has no header, so it is no table of measurements."};
    const Record& header = records.front();
    for (const std::string_view column : kColumns)
        if (std::find(header.begin(), header.end(), column) == header.end())
            return Error{ErrorCode::InvalidInput, file + " has no column " + inQuotes(column) + "."};
    std::vector<ValidationRow> rows;
    for (std::size_t i = 1; i < records.size(); ++i) {
        RowReader reader(header, records[i], placeOf(file, i + 1));
        WAFERSCOPE_TRY(ValidationRow row, rowOf(reader));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<ValidationRow> shippedValidation()
{
    const std::optional<std::string_view> text = resource("validation.csv");
    WAFERSCOPE_CHECK(text.has_value());
    return readValidation(*text, "validation.csv").value();
}

const ReleaseGroups& shippedReleases()
{
    static const ReleaseGroups groups = [] {
        const std::optional<std::string_view> text = resource("releases.json");
        WAFERSCOPE_CHECK(text.has_value());
        const nlohmann::json json = nlohmann::json::parse(*text);
        return ReleaseGroups{groupsOf(json.at("efficiency")), groupsOf(json.at("host"))};
    }();
    return groups;
}

std::size_t groupOfRelease(const std::vector<ReleaseGroup>& groups, std::string_view release)
{
    const std::optional<double> wanted = numberIn(release);
    std::size_t nearest = groups.size() - 1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (const std::string& listed : groups[i].releases) {
            if (listed == release)
                return i;
            const std::optional<double> number = numberIn(listed);
            if (!wanted || !number || std::abs(*number - *wanted) >= least)
                continue;
            least = std::abs(*number - *wanted);
            nearest = i;
        }
    return nearest;
}

} // namespace waferscope
