#include "app/builder/blocks_file.h"

#include "core/base/names.h"
#include "core/blocks/blocks.h"
#include "formats/base/files.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "formats/onnx/onnx_writer.h"

#include <QFileInfo>

namespace waferscope {

namespace {

constexpr std::uint64_t kWeightSeed = 1; ///< of the weights in an exported file, as `wafer convert` has it

} // namespace

Result<ReadBlocks> readBlocks(const std::string& path)
{
    const Result<std::string> text = readFile(path);
    if (text.ok() && looksLikeNetworkSpec(rootKeys(text.value(), looksLikeNetworkSpec))) {
        WAFERSCOPE_TRY(NetworkSpec spec,
                       readNetworkSpec(text.value(), path,
                                       QFileInfo(QString::fromStdString(path)).completeBaseName().toStdString()));
        return ReadBlocks{std::move(spec), true};
    }
    WAFERSCOPE_TRY(const LoadedModel model, openModel(path));
    const std::shared_ptr<const NetworkSpec> spec = model.network->source().spec;
    if (!spec)
        return Error{ErrorCode::InvalidInput,
                     inQuotes(path) + " states operators and not blocks; the builder edits networks of blocks."};
    return ReadBlocks{*spec, false};
}

Result<bool> exportBlocks(const NetworkSpec& spec, const std::string& path, const JobControl& job)
{
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    WAFERSCOPE_TRY(const Network network, Network::create(std::make_shared<const NetworkSource>(std::move(source))));
    return writeOnnx(network, path, kWeightSeed, job);
}

} // namespace waferscope
