#pragma once

#include "formats/networks/network_format.h"

#include <QTemporaryDir>
#include <QtGlobal>

#include <fstream>
#include <memory>
#include <string>

namespace waferscope {

/// A folder for files that tests write; it goes with the test.
class SampleFolder {
public:
    /// The path of a new file.
    std::string write(const std::string& name, const std::string& bytes) const
    {
        std::string path = m_folder.path().toStdString() + "/" + name;
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }
    [[nodiscard]] QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

/// The network of a file that must be readable.
inline Network networkOf(Result<ReadNetwork> read, const Dimensions& dimensions = {})
{
    if (!read.ok())
        qFatal("%s", read.error().message.c_str());
    Result<Network> network =
        Network::create(std::make_shared<const NetworkSource>(std::move(read).value().source), dimensions);
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return std::move(network).value();
}

} // namespace waferscope
