#include "session/save_network.h"

#include "core/base/names.h"
#include "core/blocks/network_spec.h"
#include "formats/base/output_file.h"
#include "formats/networks/network_spec_writer.h"
#include "formats/onnx/onnx_writer.h"

#include <filesystem>

namespace waferscope {

namespace {

Result<bool> saveBlocks(const Network& network, const std::string& path)
{
    if (network.source().spec == nullptr)
        return Error{ErrorCode::DoesNotFit,
                     "Only networks of blocks can be saved as blocks; " + inQuotes(network.name()) + " is read from "
                         + network.source().format + "."};
    NetworkSpec spec = *network.source().spec;
    for (const Symbol& symbol : network.symbols())
        spec.defaults[symbol.name] = symbol.value;
    return writeFile(path, toYaml(spec));
}

} // namespace

Result<bool> saveNetwork(const Network& network, const std::string& path, std::uint64_t seed, const JobControl& job)
{
    const std::string ending = std::filesystem::path{path}.extension().string();
    if (ending == ".yaml" || ending == ".yml")
        return saveBlocks(network, path);
    if (ending == ".onnx")
        return writeOnnx(network, path, seed, job);
    return Error{ErrorCode::Usage, "A network is saved as .yaml or .onnx, not as " + inQuotes(path) + "."};
}

} // namespace waferscope
