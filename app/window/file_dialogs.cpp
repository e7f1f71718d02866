#include "app/window/file_dialogs.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace waferscope {

QString askWhereToSave(QWidget* parent, const QString& title, const QString& suggested, const QString& filter,
                       const QString& ending)
{
    const QString path =
        QFileDialog::getSaveFileName(parent, title, suggested, filter, nullptr, QFileDialog::DontUseNativeDialog);
    return path.isEmpty() || !QFileInfo(path).suffix().isEmpty() ? path : path + ending;
}

bool mayLoseChanges(QWidget* parent, const QString& sentence, const std::function<bool()>& save)
{
    const auto answer =
        QMessageBox::question(parent, QCoreApplication::translate("FileDialogs", "Unsaved changes"), sentence,
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    return answer == QMessageBox::Save ? save() : answer == QMessageBox::Discard;
}

} // namespace waferscope
