#include "session/published_run.h"

#include "core/base/names.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"

#include <array>
#include <charconv>

namespace waferscope {

namespace {

/// Takes a setting of the run out of the sizes; empty when it is not there.
std::string taken(SizeTexts& sizes, const char* key)
{
    const auto found = sizes.extract(key);
    return found ? found.mapped() : std::string{};
}

Error unknown(const char* setting, const std::string& text)
{
    return {ErrorCode::InvalidInput, std::string{setting} + ": " + inQuotes(text) + " is none."};
}

/// The value of an enumeration that has this name.
template <typename Value, std::size_t kCount>
Result<Value> named(const char* setting, const std::string& text, const std::array<Value, kCount>& values)
{
    for (const Value value : values)
        if (text.empty() || text == nameOf(value))
            return value;
    return unknown(setting, text);
}

template <typename Number>
Result<Number> numberOf(const char* setting, std::string_view text)
{
    Number value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size())
        return unknown(setting, std::string{text});
    return value;
}

/// The same installation with as much of the fabric as the program may use, "480x480".
Result<std::shared_ptr<const Installation>> withFabric(std::shared_ptr<const Installation> installation,
                                                       const std::string& fabric)
{
    if (fabric.empty())
        return installation;
    const std::size_t cross = std::min(fabric.find('x'), fabric.size() - 1);
    WAFERSCOPE_TRY(const int columns, numberOf<int>("fabric", std::string_view{fabric}.substr(0, cross)));
    WAFERSCOPE_TRY(const int rows, numberOf<int>("fabric", std::string_view{fabric}.substr(cross + 1)));
    if (columns < 1 || rows < 1 || columns > installation->system.columns || rows > installation->system.rows)
        return Error{ErrorCode::InvalidInput,
                     "fabric: " + inQuotes(fabric) + " is not within the "
                         + std::to_string(installation->system.columns) + " x "
                         + std::to_string(installation->system.rows) + " PEs of " + installation->system.title + "."};
    auto smaller = std::make_shared<Installation>(*installation);
    smaller->system.columns = columns;
    smaller->system.rows = rows;
    return std::shared_ptr<const Installation>(std::move(smaller));
}

} // namespace

Result<MapRequest> requestOf(const ValidationRow& row)
{
    constexpr std::array kOptimizers{Optimizer::Sgd, Optimizer::Momentum, Optimizer::Adam};
    constexpr std::array kPrecisions{Precision::Fp16, Precision::Fp32};
    SizeTexts sizes = row.sizes;
    MapRequest request;
    Execution& execution = request.execution;
    WAFERSCOPE_TRY(execution.optimizer, named("optimizer", taken(sizes, "optimizer"), kOptimizers));
    WAFERSCOPE_TRY(execution.precision, named("precision", taken(sizes, "precision"), kPrecisions));
    if (const std::string sparsity = taken(sizes, "sparsity"); !sparsity.empty()) {
        WAFERSCOPE_TRY(request.sparsity, numberOf<double>("sparsity", sparsity));
    }
    execution.recompute = taken(sizes, "recompute") == "all";
    const std::string fabric = taken(sizes, "fabric");
    WAFERSCOPE_TRY(std::shared_ptr<const Installation> machine,
                   readInstallation(row.installation.empty() ? "cs2" : row.installation));
    WAFERSCOPE_TRY(request.installation, withFabric(std::move(machine), fabric));
    WAFERSCOPE_TRY(LoadedModel model, openModelSized(row.network, sizes));
    request.network = std::move(model.network);
    request.mode = row.mode == nameOf(Mode::Pipelined) ? Mode::Pipelined : Mode::WeightStreaming;
    execution.dimensions = request.network->dimensions();
    execution.batch = row.batch.value_or(execution.batch);
    execution.systems = row.systems.value_or(1);
    execution.workers = row.workers.value_or(request.installation->workers);
    return request;
}

} // namespace waferscope
