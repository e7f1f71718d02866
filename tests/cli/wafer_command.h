#pragma once

#include "app/cli/command.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <sstream>
#include <string>
#include <vector>

namespace waferscope {

/// What a command came to.
struct Ran {
    int code = 0;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs `wafer ARGUMENTS` in this process.
inline Ran wafer(const QStringList& arguments)
{
    std::vector<std::string> texts;
    for (const QString& argument : arguments)
        texts.push_back(argument.toStdString());
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = runWafer(std::move(texts), {out, err});
    return {static_cast<int>(code), QByteArray::fromStdString(out.str()), QByteArray::fromStdString(err.str())};
}

} // namespace waferscope
