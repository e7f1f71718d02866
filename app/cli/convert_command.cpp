#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/model_options.h"
#include "formats/networks/model.h"
#include "session/save_network.h"

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct ConvertOptions {
    ModelOptions model;
    std::string output;
    std::uint64_t seed = 1;
};

Result<bool> convert(const ConvertOptions& options)
{
    WAFERSCOPE_TRY(const SizeTexts sizes, options.model.sizes());
    WAFERSCOPE_TRY(const LoadedModel model, openModelSized(options.model.model, sizes));
    return saveNetwork(*model.network, options.output, options.seed, {});
}

} // namespace

CommandAction setUpConvert(CommandOptions& options)
{
    auto values = std::make_shared<ConvertOptions>();
    values->model.addTo(options);
    options.add("-o,--output", values->output, "the file to write: .yaml (blocks) or .onnx").required();
    options.add("--seed", values->seed, "of the weights of an ONNX file");
    return [values](const CliStreams& streams) {
        const Result<bool> written = convert(*values);
        return written.ok() ? ExitCode::Done : report(streams, written.error());
    };
}

} // namespace waferscope
