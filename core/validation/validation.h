#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace waferscope {

/// What a published measurement may be used for.
enum class RowRole {
    Fit, ///< an assumption may be fitted on it
    Check, ///< no prediction reads what was measured
    Report, ///< predicted and shown, judged by nobody
};

[[nodiscard]] std::string_view nameOf(RowRole role);

/// A published measurement, and what was run.
struct ValidationRow {
    std::string id;
    RowRole role = RowRole::Check;
    std::string mode; ///< pipelined, streaming, inference, gpu or fabric
    std::string release; ///< of the vendor's software
    std::string network; ///< as `wafer` takes it
    std::map<std::string, std::string> sizes; ///< of the network, and settings of the run among them
    std::string installation; ///< empty: none matters
    std::optional<int> systems;
    std::optional<int> workers;
    std::optional<std::int64_t> batch;
    std::string quantity; ///< its key in the command's JSON: "report.active_pes"
    std::optional<double> measured; ///< in `unit`
    std::string unit;
    double band = 0.0; ///< relative: a prediction passes within it
    std::string source;
    std::string notes;
};

/// A row beside what the model says.
struct ValidatedRow {
    ValidationRow row;
    std::optional<double> predicted; ///< in the row's unit
    std::string reason; ///< why there is no prediction, or what it rests on; may be empty

    [[nodiscard]] std::optional<double> ratio() const; ///< predicted over measured
    [[nodiscard]] std::optional<bool> passes() const; ///< none of a row that only reports, or that lacks either number
};

/// An assumption as rows have fixed it.
struct FittedNumber {
    std::string name; ///< "streaming_efficiency of 2.0"
    double value = 0.0;
    std::vector<std::string> rows; ///< their ids
};

struct Validation {
    std::vector<ValidatedRow> rows;
    std::vector<FittedNumber> fitted;

    /// The mean of |predicted / measured - 1| over the rows that have both, by mode.
    [[nodiscard]] std::map<std::string, double> meanError() const;
};

} // namespace waferscope
