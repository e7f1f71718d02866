#pragma once

#include "formats/torch/torch_export.h"
#include "tests/formats/read_network.h"

#include <QTest>

namespace waferscope {

/// The network of a program, which must be readable.
inline Network networkOf(const std::string& text, const Dimensions& dimensions = {})
{
    return networkOf(readTorchProgram(text, "model.json"), dimensions);
}

/// Our rules and the program must agree on every tensor whose shape the program states in numbers.
inline void compareShapes(const Network& network)
{
    for (std::size_t index = 0; index < network.source().tensors.size(); ++index) {
        const Tensor& tensor = network.source().tensors[index];
        if (tensor.role != TensorRole::Activation || tensor.declared.empty())
            continue;
        Shape stated;
        for (const Extent& extent : tensor.declared)
            stated.push_back(std::holds_alternative<std::int64_t>(extent)
                                 ? std::get<std::int64_t>(extent)
                                 : network.dimensions().at(std::get<std::string>(extent)));
        QVERIFY2(network.shapeOf(TensorId{index}) == stated,
                 qPrintable(QString::fromStdString(tensor.name + " is " + toText(network.shapeOf(TensorId{index}))
                                                   + " and not " + toText(stated))));
    }
}

} // namespace waferscope
