#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/mapping_options.h"
#include "app/cli/output/validation_text.h"
#include "formats/base/files.h"
#include "formats/reports/validation_json.h"
#include "formats/validation/validation_table.h"
#include "mapping/thread_limit.h"
#include "session/validate.h"

#include <algorithm>
#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct ValidateOptions {
    std::string data;
    std::int64_t moves = ValidateConfig{}.moves;
    int threads = 0;
    bool asJson = false;
};

Result<std::vector<ValidationRow>> rowsOf(const ValidateOptions& options)
{
    if (options.data.empty())
        return shippedValidation();
    WAFERSCOPE_TRY(const std::string text, readFile(options.data));
    return readValidation(text, options.data);
}

Result<Validation> validated(const ValidateOptions& options, TimeLimit& time)
{
    const ThreadLimit threads(options.threads);
    WAFERSCOPE_TRY(const std::vector<ValidationRow> rows, rowsOf(options));
    return validate(rows, time.control(), {options.moves});
}

ExitCode report(const ValidateOptions& options, const CliStreams& streams)
{
    TimeLimit time(0.0);
    const Result<Validation> validation = validated(options, time);
    if (!validation.ok())
        return report(streams, validation.error());
    streams.out << (options.asJson ? validationJson(validation.value(), time.spent())
                                   : validationText(validation.value(), streams.emphasis));
    const std::vector<ValidatedRow>& rows = validation.value().rows;
    const bool missed =
        std::any_of(rows.begin(), rows.end(), [](const ValidatedRow& row) { return row.passes() == false; });
    return missed ? ExitCode::Infeasible : ExitCode::Done;
}

} // namespace

CommandAction setUpValidate(CommandOptions& options)
{
    auto values = std::make_shared<ValidateOptions>();
    options.add("--data", values->data, "measurements to read, comma separated, instead of those that are shipped");
    options.add("--moves", values->moves, "layouts to try of every pipelined run").positive();
    options.add("--threads", values->threads, "at most; 0 for all").notNegative();
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return report(*values, streams); };
}

} // namespace waferscope
