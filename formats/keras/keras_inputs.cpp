#include "formats/keras/keras_inputs.h"

#include "core/base/names.h"
#include "formats/keras/keras_calls.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waferscope {

Error kerasTrouble(const std::string& layer, const std::string& sentence)
{
    return {ErrorCode::InvalidInput, "layer " + inQuotes(layer) + " " + sentence + "."};
}

const nlohmann::json& statedShape(const nlohmann::json& layer)
{
    const nlohmann::json& config = memberOf(layer, "config");
    for (const char* key : {"batch_shape", "batch_input_shape"})
        if (memberOf(config, key).is_array())
            return memberOf(config, key);
    return memberOf(memberOf(layer, "build_config"), "input_shape");
}

Result<KerasTensor> KerasInputs::add(const nlohmann::json& layer)
{
    const nlohmann::json& stated = statedShape(layer);
    const std::string name = layerName(layer);
    if (!stated.is_array() || stated.empty() || stated.size() > 6)
        return kerasTrouble(name, "states no input shape, so the model's sizes are not known");
    KerasTensor tensor{TensorId{0}, {}, false};
    SymbolicShape declared;
    for (std::size_t axis = 0; axis < stated.size(); ++axis) {
        const auto extent = wholeNumber(stated[axis]);
        if (!stated[axis].is_null() && (!extent || *extent < 1 || *extent > std::int64_t{1} << 31))
            return kerasTrouble(name, "has an input shape that holds no whole numbers from 1 to 2^31");
        tensor.shape.push_back(extent);
        declared.push_back(extent ? Extent{*extent} : Extent{openName(axis, stated.size())});
    }
    if (declared.size() > 3 && !m_graph.hasChannelsFirst) {
        std::rotate(declared.begin() + 1, declared.end() - 1, declared.end());
        tensor.isChannelsFirst = true;
    }
    const std::string type = textOf(memberOf(layer, "config"), "dtype");
    tensor.id =
        m_graph.builder.input(name, type.starts_with("int") ? DataType::Int64 : DataType::Float32, std::move(declared));
    return tensor;
}

std::string KerasInputs::openName(std::size_t axis, std::size_t axes)
{
    if (axis == 0)
        return "batch";
    std::string name = axes <= 3 ? "sequence" : "axis" + std::to_string(axis);
    const std::int64_t likely = axes <= 3 ? 128 : 224;
    m_graph.builder.setDefault(name, likely);
    if (m_open.insert(name).second)
        m_graph.issues.push_back(
            {IssueSeverity::Note,
             "The size " + name + " is open; " + std::to_string(likely) + " is assumed until another is given.", name});
    return name;
}

} // namespace waferscope
